#include "pages/recipe/preset_list.h"

#include "theme/tokens.h"

#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

PresetList::PresetList(QWidget* parent) : QScrollArea(parent), inside_(new QWidget) {
    setObjectName("recipe-presets");
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    column_ = new QVBoxLayout(inside_);
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(space::kSmall);
    column_->addStretch();
    setWidget(inside_);
}

void PresetList::setPresets(std::vector<Preset> presets) {
    const auto same = [](const PresetCard* card, const Preset& preset) { return card->preset().file == preset.file; };
    if (std::equal(cards_.begin(), cards_.end(), presets.begin(), presets.end(), same)) return;
    for (PresetCard* card : cards_) {
        card->hide();
        card->deleteLater();  // it may be the one that was clicked
    }
    cards_.clear();
    for (Preset& preset : presets) {
        auto* card = new PresetCard(std::move(preset), inside_);
        connect(card, &QAbstractButton::clicked, this, [this, card] { Q_EMIT chosen(card->preset()); });
        column_->insertWidget(column_->count() - 1, card);
        cards_.push_back(card);
    }
}

void PresetList::mark(const QString& file, bool changed) {
    using Mark = PresetCard::Mark;
    for (PresetCard* card : cards_)
        card->setMark(file.isEmpty() || card->preset().file != file ? Mark::None
                      : changed                                     ? Mark::Changed
                                                                    : Mark::Chosen);
}

void PresetList::retranslate() {
    for (PresetCard* card : cards_)
        card->retranslate();
    setAccessibleName(tr("Presets"));
}

}  // namespace atelier::ui
