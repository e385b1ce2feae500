#include "pages/runs/run_part_choice.h"

#include "bridge/background.h"
#include "controls.h"
#include "runs/run_parts.h"

#include <QSignalBlocker>

namespace atelier::ui {

using namespace widgets;

namespace {

struct Parts {
    std::vector<runs::RunInfo> runs;
    bool folds = false;
};

Parts partsOf(const runs::RunInfo& run) {
    const auto parts = runs::readParts(run.folder);
    return {runs::listParts(run), parts && parts->kind == runs::RunParts::Kind::Folds};
}

}  // namespace

RunPartChoice::RunPartChoice(QWidget* parent) : ComboBox(18, parent) {
    setObjectName("run-part");
    hide();
    connect(this, &QComboBox::currentIndexChanged, this, &RunPartChoice::partChanged);
}

void RunPartChoice::show(const runs::RunInfo* run) {
    const bool other = !run || run->folder != run_.folder;
    run_ = run ? *run : runs::RunInfo();
    if (other) {
        parts_.clear();
        folds_ = false;
    }
    setVisible(!run_.parts.empty());
    if (other || count() != static_cast<int>(run_.parts.size()) + 1) list();
    ++turn_;
    if (run_.parts.empty()) return;
    inBackground(
        this, [run = run_] { return partsOf(run); },
        [this, turn = turn_](Outcome<Parts> outcome) {
            if (turn != turn_ || !outcome.value) return;
            parts_ = std::move(outcome.value->runs);
            folds_ = outcome.value->folds;
            Q_EMIT partChanged();
        });
}

const runs::RunInfo* RunPartChoice::part() const {
    const auto index = static_cast<std::size_t>(std::max(0, currentIndex()));
    return index == 0 || index > parts_.size() ? nullptr : &parts_[index - 1];
}

std::vector<runs::RunInfo> RunPartChoice::curves(const runs::RunInfo& run) const {
    if (run.parts.empty() || parts_.empty()) return {run};
    if (const auto* one = part()) return {*one};
    return folds_ ? parts_ : std::vector{run};
}

void RunPartChoice::list() {
    const QSignalBlocker quiet(this);
    clear();
    addItem(tr("All parts"));
    for (const auto& title : run_.parts)
        addItem(QString::fromStdString(title));
}

void RunPartChoice::retranslate() {
    setItemText(0, tr("All parts"));
    setHint(this, tr("Which part of the run is looked at"));
}

}  // namespace atelier::ui
