#include "pages/recipe/preset_list.h"

#include "fold_section.h"
#include "pages/recipe/preset_composer.h"
#include "theme/tokens.h"

#include <QFileInfo>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

PresetList::PresetList(QWidget* parent)
    : QScrollArea(parent), composer_(new PresetComposer), recipes_(new FoldSection("recipe-files")) {
    setObjectName("recipe-presets");
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto* inside = new QWidget;
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    recipes_->body()->setContentsMargins(0, 0, 0, 0);
    recipes_->setOpen(true);
    column->addWidget(composer_);
    column->addWidget(recipes_);
    column->addStretch();
    setWidget(inside);
    connect(composer_, &PresetComposer::chosen, this,
            [this](const settings::PresetChoice& choice) { Q_EMIT chosen(presetSource(choice)); });
    retranslate();
}

void PresetList::setFiles(std::vector<Preset> files) {
    const auto same = [](const Preset& a, const Preset& b) { return a.source == b.source; };
    const bool sameCards = std::equal(files_.begin(), files_.end(), files.begin(), files.end(), same);
    files_ = std::move(files);
    if (!sameCards) {
        for (PresetCard* card : cards_) {
            card->hide();
            card->deleteLater();  // it may be the one that was clicked
        }
        cards_.clear();
        for (const Preset& file : files_) {
            auto* card = new PresetCard("preset-" + QFileInfo(file.source).completeBaseName(), recipes_);
            connect(card, &QAbstractButton::clicked, this, [this, source = file.source] { Q_EMIT chosen(source); });
            recipes_->body()->addWidget(card);
            cards_.push_back(card);
        }
    }
    refresh();
}

void PresetList::setChosen(const QString& source) {
    chosen_ = source;
    composer_->setChosen(presetChoice(source));
    refresh();
}

void PresetList::setChanged(bool changed) {
    changed_ = changed;
    composer_->setChanged(changed);
    refresh();
}

void PresetList::refresh() {
    using Mark = PresetCard::Mark;
    for (std::size_t i = 0; i < cards_.size(); ++i) {
        const Preset& file = files_[i];
        cards_[i]->setTexts(file.title, file.problem ? QString::fromStdString(file.problem->message()) : file.text);
        cards_[i]->setMark(file.problem             ? Mark::Broken
                           : file.source != chosen_ ? Mark::None
                           : changed_               ? Mark::Changed
                                                    : Mark::Chosen);
    }
}

void PresetList::reveal() {
    for (PresetCard* card : findChildren<PresetCard*>())
        if (card->mark() == PresetCard::Mark::Chosen || card->mark() == PresetCard::Mark::Changed)
            ensureWidgetVisible(card);
}

void PresetList::retranslate() {
    recipes_->setTitle(tr("Recipes"));
    composer_->retranslate();
    for (Preset& file : files_)
        file = readPreset(file.source);
    for (PresetCard* card : cards_)
        card->retranslate();
    refresh();
    setAccessibleName(tr("Presets and recipes"));
}

}  // namespace atelier::ui
