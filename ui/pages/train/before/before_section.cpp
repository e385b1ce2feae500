#include "pages/train/before/before_section.h"

namespace atelier::ui {

BeforeSection::BeforeSection(Studio& studio, const QString& name, const QString& place, bool openAtFirst,
                             QWidget* parent)
    : FoldSection(name, parent), studio_(studio), place_(place), openAtFirst_(openAtFirst) {
    connect(this, &FoldSection::toggled, this, [this](bool isOpen) {
        studio_.preferences().setFlag(place_, isOpen);
        if (isOpen) open();
    });
}

void BeforeSection::setResult(PreflightCheck::Result result) {
    result_ = std::move(result);
    if (!result_) return;
    const bool first = !std::exchange(restored_, true);
    if (first && studio_.preferences().flag(place_, openAtFirst_))
        setOpen(true);  // fills it
    else if (built_)
        fill();
    showHead();
}

void BeforeSection::retranslate() {
    if (!result_) return;
    showHead();
    if (built_) fill();
}

void BeforeSection::open() {
    if (!result_ || std::exchange(built_, true)) return;
    build();
    fill();
}

}  // namespace atelier::ui
