#include "pages/recipe/preset_list.h"

#include "combo_box.h"
#include "theme/tokens.h"

#include <QComboBox>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

// The part of a title that says the model (0) or the computer (2); empty where it has none.
QString partOf(const PresetCard& card, int index) {
    const QStringList parts = presetParts(card.preset());
    return parts.size() == 3 ? parts[index] : QString();
}

}  // namespace

PresetList::PresetList(QWidget* parent)
    : QScrollArea(parent), inside_(new QWidget), model_(new ComboBox(8)), computer_(new ComboBox(8)) {
    setObjectName("recipe-presets");
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    column_ = new QVBoxLayout(inside_);
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(space::kSmall);
    model_->setObjectName("preset-model");
    computer_->setObjectName("preset-computer");
    for (QComboBox* box : {model_, computer_}) {
        column_->addWidget(box);
        connect(box, &QComboBox::currentIndexChanged, this, &PresetList::filter);
    }
    column_->addStretch();
    setWidget(inside_);
}

void PresetList::fillFilters() {
    const auto fill = [this](QComboBox* box, int index, const QString& all) {
        const QString chosen = box->currentData().toString();
        const QSignalBlocker quiet(box);
        box->clear();
        box->addItem(all, QString());
        for (const PresetCard* card : cards_)
            if (const QString part = partOf(*card, index); !part.isEmpty() && box->findData(part) < 0)
                box->addItem(presetPart(part), part);
        box->setCurrentIndex(std::max(0, box->findData(chosen)));
        box->setVisible(box->count() > 1);
    };
    fill(model_, 0, tr("All models"));
    fill(computer_, 2, tr("Any computer"));
    model_->setAccessibleName(tr("Presets of a model"));
    computer_->setAccessibleName(tr("Presets for a computer"));
    filter();
}

// The chosen preset is always seen.
void PresetList::filter() {
    const auto wanted = [](const QComboBox* box, const PresetCard& card, int index) {
        const QString part = box->currentData().toString();
        return part.isEmpty() || partOf(card, index) == part;
    };
    for (PresetCard* card : cards_)
        card->setVisible(card->mark() != PresetCard::Mark::None ||
                         (wanted(model_, *card, 0) && wanted(computer_, *card, 2)));
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
    fillFilters();
}

void PresetList::mark(const QString& file, bool changed) {
    using Mark = PresetCard::Mark;
    for (PresetCard* card : cards_)
        card->setMark(file.isEmpty() || card->preset().file != file ? Mark::None
                      : changed                                     ? Mark::Changed
                                                                    : Mark::Chosen);
    filter();
}

void PresetList::retranslate() {
    for (PresetCard* card : cards_)
        card->retranslate();
    fillFilters();
    setAccessibleName(tr("Presets"));
}

}  // namespace atelier::ui
