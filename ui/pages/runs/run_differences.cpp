#include "pages/runs/run_differences.h"

#include "bridge/background.h"
#include "pages/runs/run_table.h"
#include "settings/recipe.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

struct Difference {
    QString key;
    std::vector<std::optional<QString>> values;  ///< one a run; nothing: not set
};

std::vector<Difference> differencesOf(const std::vector<std::filesystem::path>& files) {
    std::vector<settings::Recipe> recipes;
    std::vector<std::string> keys;
    for (const auto& file : files) {
        recipes.push_back(settings::Recipe::load(file));
        for (const auto& [key, _] : recipes.back().entries())
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
    std::vector<Difference> found;
    for (const auto& key : keys) {
        Difference one{QString::fromStdString(key), {}};
        for (const auto& recipe : recipes) {
            const auto* entry = recipe.find(key);
            one.values.push_back(
                entry ? std::optional(
                            QString::fromStdString(entry->yaml.empty() ? settings::toText(entry->value) : entry->yaml)
                                .trimmed())
                      : std::nullopt);
        }
        if (std::any_of(one.values.begin(), one.values.end(), [&](const auto& v) { return v != one.values.front(); }))
            found.push_back(std::move(one));
    }
    return found;
}

}  // namespace

RunDifferences::RunDifferences(QWidget* parent) : QWidget(parent) {
    table_ = runTable("runs-differences", this);
    nothing_ = new QLabel(this);
    nothing_->setProperty("kind", "muted");
    nothing_->setWordWrap(true);
    nothing_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    nothing_->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space::kSmall, 0, 0);
    layout->addWidget(nothing_);
    layout->addWidget(table_, 1);
}

void RunDifferences::show(const std::vector<runs::RunInfo>& runs) {
    std::vector<std::filesystem::path> files;
    QStringList names;
    for (const auto& run : runs) {
        files.push_back(run.recipe);
        names.append(QString::fromStdString(run.name));
    }
    if (files == files_) return;
    files_ = files;
    table_->setRowCount(0);
    inBackground(
        this, [files] { return differencesOf(files); },
        [this, turn = ++turn_, names](const Outcome<std::vector<Difference>>& outcome) {
            if (turn != turn_) return;
            const bool any = outcome.value && !outcome.value->empty();
            table_->setVisible(any);
            nothing_->setVisible(!any);
            nothing_->setText(outcome.error ? QString::fromStdString(outcome.error->what())
                                            : tr("These runs have the same settings."));
            if (!any) return;
            table_->setColumnCount(1 + static_cast<int>(names.size()));
            table_->setHorizontalHeaderLabels(QStringList(tr("Setting")) + names);
            table_->setRowCount(static_cast<int>(outcome.value->size()));
            for (int row = 0; row < table_->rowCount(); ++row) {
                const Difference& one = (*outcome.value)[static_cast<std::size_t>(row)];
                table_->setItem(row, 0, new QTableWidgetItem(one.key));
                for (std::size_t i = 0; i < one.values.size(); ++i)
                    table_->setItem(row, 1 + static_cast<int>(i),
                                    new QTableWidgetItem(one.values[i].value_or(QStringLiteral("–"))));
            }
            table_->resizeColumnsToContents();
            for (int column = 1; column < table_->columnCount(); ++column)
                table_->horizontalHeaderItem(column)->setToolTip(names[column - 1]);
            for (int column = 0; column < table_->columnCount(); ++column)
                table_->setColumnWidth(column, std::min(table_->columnWidth(column), 280));
        });
}

void RunDifferences::retranslate() {
    table_->setAccessibleName(tr("Settings in which the runs differ"));
    table_->setToolTip(tr("Only the settings that are not the same"));
    nothing_->setText(tr("These runs have the same settings."));
}

}  // namespace atelier::ui
