#include "pages/train/earlier_runs.h"

#include "bridge/background.h"
#include "pages/train/run_files.h"

#include <algorithm>

namespace atelier::ui {

EarlierRuns::EarlierRuns(QWidget* parent) : QMenu(parent) {
    setObjectName("train-earlier-runs");
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &EarlierRuns::list);
}

void EarlierRuns::setProject(const std::filesystem::path& project, const QString& shown) {
    if (project == project_ && shown == shown_) return;
    project_ = project;
    shown_ = shown;
    ++turn_;
    // A run is not drawn behind itself.
    if (std::erase_if(runs_, [&](const EarlierRun& run) { return run.name == shown; }) > 0) Q_EMIT changed(runs_);
}

// Read when it opens, so that it knows the runs of this moment.
void EarlierRuns::list() {
    clear();
    addAction(tr("Reading the runs…"))->setEnabled(false);
    inBackground(
        this, [project = project_] { return runs::listRuns(project); },
        [this, turn = turn_](const Outcome<std::vector<runs::RunInfo>>& outcome) {
            if (turn != turn_) return;
            clear();
            int offered = 0;
            for (const auto& run : outcome.value.value_or(std::vector<runs::RunInfo>{})) {
                const QString name = QString::fromStdString(run.name);
                if (name == shown_ || run.steps == 0) continue;
                auto* action = addAction(name);
                action->setCheckable(true);
                const bool on = std::any_of(runs_.begin(), runs_.end(), [&](const auto& r) { return r.name == name; });
                action->setChecked(on);
                action->setEnabled(on || runs_.size() < kMost);
                if (!action->isEnabled()) action->setToolTip(tr("No more than %n runs at once", nullptr, kMost));
                connect(action, &QAction::toggled, this, [this, name](bool checked) { toggle(name, checked); });
                if (++offered == kOffered) break;
            }
            if (offered == 0) addAction(tr("No other run has logged anything"))->setEnabled(false);
        });
}

void EarlierRuns::toggle(const QString& run, bool on) {
    if (!on) {
        std::erase_if(runs_, [&](const EarlierRun& one) { return one.name == run; });
        Q_EMIT changed(runs_);
        return;
    }
    inBackground(
        this, [project = project_, run] { return readRunFiles(project, run.toStdString()).points; },
        [this, run, turn = turn_](const Outcome<std::vector<runs::TrainPoint>>& outcome) {
            if (turn != turn_ || !outcome.value) return;
            runs_.push_back({run, seriesOf(*outcome.value)});
            Q_EMIT changed(runs_);
        });
}

}  // namespace atelier::ui
