#include "pages/recipe/preset_composer.h"

#include "combo_box.h"
#include "fold_section.h"
#include "pages/recipe/preset.h"
#include "theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;
using settings::Fragment;

namespace {

constexpr int kLetters = 8;  // that a combo box shows at least

QString keyOf(const Fragment& fragment) {
    return QString::fromStdString(fragment.key);
}

// Quietly: the person chose nothing. Leaves the box alone where it has no such entry.
bool select(QComboBox* box, const QString& key) {
    const int index = box->findData(key);
    const QSignalBlocker quiet(box);
    if (index >= 0) box->setCurrentIndex(index);
    return index >= 0;
}

}  // namespace

PresetComposer::PresetComposer(QWidget* parent)
    : QWidget(parent),
      familyTitle_(new QLabel(this)),
      familyName_(new QLabel(this)),
      hardwareTitle_(new QLabel(this)),
      hardwareHelp_(new QLabel(this)),
      family_(new ComboBox(kLetters, this)),
      hardware_(new ComboBox(kLetters, this)),
      section_(new FoldSection("recipe-methods", this)) {
    setObjectName("preset-composer");
    family_->setObjectName("preset-family");
    familyName_->setObjectName("preset-model-family");
    hardware_->setObjectName("preset-hardware");
    hardwareHelp_->setObjectName("preset-hardware-help");
    for (QLabel* title : {familyTitle_, hardwareTitle_, hardwareHelp_})
        title->setProperty("kind", "muted");
    hardwareHelp_->setWordWrap(true);
    hardwareHelp_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    familyTitle_->setBuddy(family_);
    hardwareTitle_->setBuddy(hardware_);
    for (QComboBox* box : {family_, hardware_}) {
        box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        connect(box, &QComboBox::activated, this, [this, box] {
            hardwareChosen_ = hardwareChosen_ || box == hardware_;
            recompose();
        });
    }
    family_->hide();

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kSmall);
    grid->setVerticalSpacing(space::kTight);
    grid->setColumnStretch(1, 1);
    grid->addWidget(familyTitle_, 0, 0);
    grid->addWidget(family_, 0, 1);
    grid->addWidget(familyName_, 0, 1);
    grid->addWidget(hardwareTitle_, 1, 0);
    grid->addWidget(hardware_, 1, 1);
    grid->addWidget(hardwareHelp_, 2, 1);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::kSmall);
    rows->addLayout(grid);
    rows->addWidget(section_);
    section_->body()->setContentsMargins(0, 0, 0, space::kSmall);
    section_->setOpen(true);
    for (const Fragment* method : settings::fragments(Fragment::Kind::Method)) {
        auto* card = new PresetCard("method-" + keyOf(*method), section_);
        connect(card, &QAbstractButton::clicked, this, [this, method] { Q_EMIT chosen(choiceOf(*method)); });
        section_->body()->addWidget(card);
        methods_.push_back({method, card});
    }
    const auto applyTheme = [this] { hardwareHelp_->setFont(theme().font(TextStyle::Small)); };
    connect(&theme(), &Theme::changed, this, applyTheme);
    applyTheme();
    retranslate();
}

settings::PresetChoice PresetComposer::choiceOf(const Fragment& method) const {
    return {family_->currentData().toString().toStdString(), method.key,
            hardware_->currentData().toString().toStdString()};
}

settings::PresetChoice PresetComposer::proposal() const {
    for (const Method& method : methods_)
        if (const auto choice = choiceOf(*method.fragment); settings::isOffered(choice)) return choice;
    return {};
}

void PresetComposer::setModelFamily(const QString& family) {
    modelFamily_ = select(family_, family);
    refresh();
}

void PresetComposer::setProposedHardware(const std::string& key) {
    proposed_ = key;
    if (!hardwareChosen_) select(hardware_, QString::fromStdString(key));
    refresh();
}

void PresetComposer::setChosen(const std::optional<settings::PresetChoice>& choice) {
    chosen_ = choice;
    if (choice) {
        if (!modelFamily_) select(family_, QString::fromStdString(choice->family));
        hardwareChosen_ = select(hardware_, QString::fromStdString(choice->hardware)) || hardwareChosen_;
    }
    refresh();
}

void PresetComposer::setChanged(bool changed) {
    changed_ = changed;
    refresh();
}

// The chosen method stays chosen for another family or other hardware.
void PresetComposer::recompose() {
    refresh();
    if (!chosen_) return;
    const auto choice = choiceOf(findFragment(Fragment::Kind::Method, chosen_->method));
    if (!(choice == *chosen_) && settings::isOffered(choice)) Q_EMIT chosen(choice);
}

void PresetComposer::fillCombos() {
    const auto fill = [](QComboBox* box, Fragment::Kind kind) {
        const QString before = box->currentData().toString();
        const QSignalBlocker quiet(box);
        box->clear();
        for (const Fragment* fragment : settings::fragments(kind))
            box->addItem(presetWords(fragment->title), keyOf(*fragment));
        select(box, before);
    };
    fill(family_, Fragment::Kind::Family);
    fill(hardware_, Fragment::Kind::Hardware);
}

void PresetComposer::refresh() {
    family_->setVisible(!modelFamily_);
    familyName_->setVisible(modelFamily_);
    familyName_->setText(family_->currentText());
    const std::string hardware = hardware_->currentData().toString().toStdString();
    const Fragment& chosenHardware = findFragment(Fragment::Kind::Hardware, hardware);
    QString help = presetWords(chosenHardware.help);
    if (!proposed_.empty() && proposed_ != hardware)
        help = tr("%1 This computer: %2.", "what it is best for, then what this computer has")
                   .arg(help, presetWords(findFragment(Fragment::Kind::Hardware, proposed_).title));
    hardwareHelp_->setText(help);
    hardware_->setAccessibleDescription(help);
    for (const auto& [method, card] : methods_) {
        const auto choice = choiceOf(*method);
        const bool offered = settings::isOffered(choice);
        card->setEnabled(offered);
        card->setTexts(presetWords(method->title), offered
                                                       ? presetWords(method->help)
                                                       : tr("Needs a GPU with %1 GB or more.").arg(method->gpuMemory));
        card->setMark(!(chosen_ == choice) ? PresetCard::Mark::None
                      : changed_           ? PresetCard::Mark::Changed
                                           : PresetCard::Mark::Chosen);
    }
}

void PresetComposer::retranslate() {
    fillCombos();
    familyTitle_->setText(tr("Model"));
    hardwareTitle_->setText(tr("Hardware"));
    section_->setTitle(tr("Methods"));
    familyName_->setToolTip(tr("The family of the chosen model"));
    family_->setToolTip(tr("The family of the model that is trained. A model that you open decides it."));
    hardware_->setToolTip(tr("What the model is trained on"));
    family_->setAccessibleName(tr("Model family"));
    hardware_->setAccessibleName(tr("Hardware"));
    refresh();
    for (const Method& method : methods_)
        method.card->retranslate();
}

}  // namespace atelier::ui
