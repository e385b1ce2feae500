#include "pages/runs/run_curves.h"

#include "bridge/background.h"
#include "controls.h"
#include "loss_plot.h"
#include "preferences.h"
#include "studio.h"
#include "theme/theme.h"

#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

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
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space::kSmall, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(problem_);
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

// A single run takes two colours; of several each has one, and its validation losses are dots in it.
void RunCurves::arrange(const std::vector<jobs::RunInfo>& runs) {
    ++turn_;
    problem_->hide();
    plot_->removeAllSeries();
    shown_.clear();
    const bool single = runs.size() == 1;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        Shown one;
        one.name = runs[i].name;
        LossPlot::Series series;
        series.color = single ? 0 : static_cast<int>(i);
        one.loss = plot_->addSeries(series);
        series.color = single ? 1 : static_cast<int>(i);
        series.smoothed = false;
        series.dots = true;
        one.evalLoss = plot_->addSeries(series);
        plot_->setSeriesVisible(one.evalLoss, false);
        shown_.push_back(one);
    }
    nameSeries();
    plot_->resetView();
}

void RunCurves::read(const jobs::RunInfo& run) {
    inBackground(
        this, [folder = run.folder] { return jobs::readTrainLog(folder); },
        [this, turn = turn_, name = run.name](const Outcome<std::vector<jobs::TrainPoint>>& outcome) {
            if (turn != turn_) return;
            const auto shown =
                std::find_if(shown_.begin(), shown_.end(), [&](const Shown& one) { return one.name == name; });
            if (shown == shown_.end()) return;
            if (outcome.error) {
                problem_->setText(describe(*outcome.error));
                problem_->show();
                return;
            }
            QVector<QPointF> loss, evalLoss;
            for (const auto& point : *outcome.value) {
                const auto step = static_cast<double>(point.step);
                if (point.loss) loss.append({step, *point.loss});
                if (point.evalLoss) evalLoss.append({step, *point.evalLoss});
            }
            shown->hasEval = !evalLoss.isEmpty();
            plot_->setSeries(shown->loss, loss);
            plot_->setSeries(shown->evalLoss, evalLoss);
            plot_->setSeriesVisible(shown->evalLoss, shown->hasEval);
        });
}

void RunCurves::nameSeries() {
    const bool single = shown_.size() == 1;
    for (const Shown& one : shown_) {
        const QString name = QString::fromStdString(one.name);
        plot_->setSeriesName(one.loss, single ? tr("Loss") : name);
        plot_->setSeriesName(one.evalLoss, single ? tr("Validation loss") : tr("%1, validation").arg(name));
    }
}

void RunCurves::retranslate() {
    plot_->setXLabel(tr("Step"));
    plot_->setYLabel(tr("Loss"));
    plot_->setEmptyText(tr("Nothing has been logged yet"));
    plot_->setAccessibleName(tr("Loss of the chosen runs"));
    nameSeries();
}

}  // namespace atelier::ui
