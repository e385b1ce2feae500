#include "pages/runs/run_curves.h"

#include "bridge/background.h"
#include "combo_box.h"
#include "controls.h"
#include "loss_plot.h"
#include "preferences.h"
#include "studio.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kLow = 180;  // pixels below which the curve needs the room of its tools

// A legend has room for both ends of a name.
QString shortName(const QString& name) {
    constexpr int kMost = 32;
    if (name.size() <= kMost) return name;
    return name.left(kMost / 2) + QChar(0x2026) + name.right(kMost / 2 - 1);
}

}  // namespace

RunCurves::RunCurves(Preferences& preferences, QWidget* parent) : QWidget(parent), preferences_(preferences) {
    plot_ = new LossPlot(this);
    plot_->setObjectName("runs-plot");
    plot_->setLogScale(preferences_.flag("runs-log-scale", false));
    connect(plot_, &LossPlot::logScaleChanged, this, [this](bool on) { preferences_.setFlag("runs-log-scale", on); });
    problem_ = new QLabel(this);
    problem_->setObjectName("runs-plot-problem");
    problem_->setProperty("kind", "warning");
    problem_->setWordWrap(true);
    problem_->setTextFormat(Qt::PlainText);
    problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    problem_->hide();
    which_ = new ComboBox(0, this);
    which_->setObjectName("runs-which-loss");
    which_->addItems({{}, {}});
    which_->hide();
    connect(which_, &QComboBox::currentIndexChanged, this, [this] {
        nameSeries();
        for (const Shown& one : shown_)
            draw(one);
    });
    auto* choice = new QHBoxLayout;
    choice->addWidget(which_);
    choice->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space::kSmall, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(problem_);
    layout->addLayout(choice);
    layout->addWidget(plot_, 1);
}

void RunCurves::show(const std::vector<jobs::RunInfo>& runs) {
    const bool same = runs.size() == shown_.size() &&
                      std::equal(runs.begin(), runs.end(), shown_.begin(),
                                 [](const jobs::RunInfo& run, const Shown& shown) { return run.name == shown.name; });
    if (!same) arrange(runs);
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (shown_[i].steps != runs[i].steps) {
            shown_[i].steps = runs[i].steps;
            read(runs[i]);
        }
}

// A single run has two curves, of several each has one.
void RunCurves::arrange(const std::vector<jobs::RunInfo>& runs) {
    ++turn_;
    problem_->hide();
    plot_->removeAllSeries();
    shown_.clear();
    const bool single = runs.size() == 1;
    which_->setVisible(runs.size() > 1);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        Shown one;
        one.name = runs[i].name;
        LossPlot::Series series;
        series.color = static_cast<int>(i);
        one.first = plot_->addSeries(series);
        if (single) {
            series.color = 1;
            series.smoothed = false;
            series.dots = true;
            one.second = plot_->addSeries(series);
        }
        shown_.push_back(one);
    }
    nameSeries();
    plot_->resetView();
}

void RunCurves::read(const jobs::RunInfo& run) {
    inBackground(
        this, [folder = run.folder] { return jobs::readTrainLog(folder); },
        [this, turn = turn_, name = run.name,
         told = !run.problem.empty()](const Outcome<std::vector<jobs::TrainPoint>>& outcome) {
            if (turn != turn_) return;
            const auto shown =
                std::find_if(shown_.begin(), shown_.end(), [&](const Shown& one) { return one.name == name; });
            if (shown == shown_.end()) return;
            if (outcome.error) {
                if (told) return;
                problem_->setText(describe(*outcome.error));
                problem_->show();
                return;
            }
            shown->loss.clear();
            shown->evalLoss.clear();
            for (const auto& point : *outcome.value) {
                const auto step = static_cast<double>(point.step);
                if (point.loss) shown->loss.append({step, *point.loss});
                if (point.evalLoss) shown->evalLoss.append({step, *point.evalLoss});
            }
            draw(*shown);
        });
}

void RunCurves::draw(const Shown& one) {
    const bool evalWanted = one.second < 0 && which_->currentIndex() == 1;
    plot_->setSeries(one.first, evalWanted ? one.evalLoss : one.loss);
    if (one.second >= 0) plot_->setSeries(one.second, one.evalLoss);
}

void RunCurves::nameSeries() {
    const bool single = shown_.size() == 1;
    for (const Shown& one : shown_) {
        plot_->setSeriesName(one.first, single ? tr("Loss") : shortName(QString::fromStdString(one.name)));
        if (one.second >= 0) plot_->setSeriesName(one.second, tr("Validation loss"));
    }
    plot_->setYLabel(!single && which_->currentIndex() == 1 ? tr("Validation loss") : tr("Loss"));
}

void RunCurves::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    plot_->setToolsShown(height() >= kLow);
}

void RunCurves::retranslate() {
    plot_->setXLabel(tr("Step"));
    plot_->setEmptyText(tr("Nothing has been logged yet"));
    plot_->setAccessibleName(tr("Loss of the chosen runs"));
    which_->setItemText(0, tr("Loss"));
    which_->setItemText(1, tr("Validation loss"));
    setHint(which_, tr("Which loss of the chosen runs is drawn"));
    nameSeries();
}

}  // namespace atelier::ui
