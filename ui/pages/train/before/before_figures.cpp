#include "pages/train/before/before_figures.h"

#include "controls.h"
#include "format.h"
#include "pages/train/figure_tile.h"
#include "theme/tokens.h"

#include <QHBoxLayout>

namespace atelier::ui {

using namespace widgets;

BeforeFigures::BeforeFigures(QWidget* parent) : QWidget(parent) {
    auto* tiles = new QHBoxLayout(this);
    tiles->setContentsMargins(0, 0, 0, 0);
    tiles->setSpacing(space::kSmall);
    const auto tile = [&](const char* name) {
        auto* made = new FigureTile(name, this);
        setKind(made, "well");
        tiles->addWidget(made, 1);
        return made;
    };
    memory_ = tile("train-before-peak");
    time_ = tile("train-before-time");
    trained_ = tile("train-before-share");
    samples_ = tile("train-before-samples");
}

void BeforeFigures::show(const protocol::Preflight& p) {
    const protocol::Estimate& e = p.estimate;
    double seconds = 0;
    for (const auto& part : e.time)
        seconds += part.seconds;
    memory_->setTitle(tr("Memory"), tr("The most that is in use at a time, as estimated"));
    memory_->setValue(bytesText(e.peak));
    memory_->setNote(tr("of %1 free").arg(bytesText(e.available)));
    time_->setTitle(tr("Time"),
                    tr("Of the whole run, an order of size: measured with a few products on this computer"));
    time_->setValue(tr("≈ %1", "about a duration").arg(durationText(seconds)));
    time_->setNote(tr("%Ln steps", nullptr, static_cast<int>(e.steps)));
    trained_->setTitle(tr("Trained"), tr("Parameters that are changed"));
    trained_->setValue(countText(static_cast<std::uint64_t>(e.trained)));
    trained_->setNote(tr("of %1 parameters").arg(countText(static_cast<std::uint64_t>(e.parameters))));
    samples_->setTitle(tr("Samples"), tr("That the training learns from; others are kept back to judge it"));
    samples_->setValue(locale().toString(static_cast<qlonglong>(p.training)));
    samples_->setNote(tr("and %1 to judge it").arg(locale().toString(static_cast<qlonglong>(p.validation + p.test))));
}

}  // namespace atelier::ui
