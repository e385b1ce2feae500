#include "pages/runs/run_folds.h"

#include "bridge/background.h"
#include "common/file.h"
#include "evaluation/metric.h"
#include "pages/runs/run_records.h"
#include "pages/runs/run_table.h"
#include "pages/runs/run_words.h"
#include "runs/cross_validation.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

struct RunFolds::Given {
    std::optional<runs::CrossValidation> summary;
};

RunFolds::RunFolds(QWidget* parent) : QWidget(parent) {
    table_ = runTable("runs-folds", this);
    table_->hide();
    nothing_ = new QLabel(this);
    nothing_->setObjectName("runs-folds-nothing");
    nothing_->setProperty("kind", "muted");
    nothing_->setWordWrap(true);
    nothing_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space::kSmall, 0, 0);
    layout->addWidget(nothing_);
    layout->addWidget(table_, 1);
}

void RunFolds::show(const runs::RunInfo& run) {
    if (run.folder == folder_ && run.steps == steps_ && run.state == state_) return;
    folder_ = run.folder;
    steps_ = run.steps;
    state_ = run.state;
    inBackground(
        this,
        [folder = folder_] {
            Given given;
            if (pathExists(runs::crossValidationFile(folder))) given.summary = runs::readCrossValidation(folder);
            return given;
        },
        [this, turn = ++turn_](const Outcome<Given>& outcome) {
            if (turn != turn_) return;
            nothing_->setText(outcome.error ? QString::fromStdString(outcome.error->what())
                                            : tr("The folds are summed up here when the last one is trained."));
            const bool any = outcome.value && outcome.value->summary;
            table_->setVisible(any);
            nothing_->setVisible(!any);
            if (any) fill(*outcome.value);
        });
}

void RunFolds::fill(const Given& given) {
    const auto& summary = *given.summary;
    const int folds = static_cast<int>(summary.samples.size());
    QStringList headers{tr("Figure"), tr("Mean ± deviation")};
    for (int fold = 1; fold <= folds; ++fold)
        headers << tr("Fold %1").arg(fold);
    table_->setColumnCount(static_cast<int>(headers.size()));
    table_->setHorizontalHeaderLabels(headers);
    table_->setRowCount(0);
    const auto put = [this](int row, int column, const QString& text) {
        if (column < table_->columnCount()) table_->setItem(row, column, new QTableWidgetItem(text));
    };
    const QLocale locale;
    for (const auto& figure : summary.figures) {
        const int row = table_->rowCount();
        table_->insertRow(row);
        const bool measure = evaluation::Metrics::instance().all().contains(figure.name);
        put(row, 0, figureTitle(measure ? "eval_" + figure.name : figure.name));
        put(row, 1,
            tr("%1 ± %2", "mean and deviation")
                .arg(locale.toString(figure.mean, 'g', 4), locale.toString(figure.deviation, 'g', 2)));
        table_->item(row, 1)->setFont(theme().font(TextStyle::Strong));
        for (std::size_t fold = 0; fold < figure.values.size(); ++fold)
            put(row, 2 + static_cast<int>(fold), lossText(figure.values[fold]));
    }
    const int row = table_->rowCount();
    table_->insertRow(row);
    put(row, 0, tr("Samples"));
    for (int fold = 0; fold < folds; ++fold)
        put(row, 2 + fold, locale.toString(static_cast<qlonglong>(summary.samples[static_cast<std::size_t>(fold)])));
    table_->resizeColumnsToContents();
}

void RunFolds::retranslate() {
    table_->setAccessibleName(tr("Figures of the folds"));
    table_->setToolTip(tr("How far a figure differs from fold to fold: the less, the more it can be trusted"));
    steps_ = -1;  // the words of the table come with the next listing
}

}  // namespace atelier::ui
