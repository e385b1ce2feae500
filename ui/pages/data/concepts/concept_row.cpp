#include "pages/data/concepts/concept_row.h"

#include "combo_box.h"
#include "common/error.h"
#include "controls.h"
#include "form/option_words.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStringListModel>
#include <QToolButton>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

QString joined(const std::vector<std::string>& all) {
    QStringList texts;
    for (const std::string& one : all)
        texts << QString::fromStdString(one);
    return texts.join(' ');
}

std::vector<std::string> words(const QLineEdit* line) {
    std::vector<std::string> all;
    for (const QString& word : line->text().split(' ', Qt::SkipEmptyParts))
        all.push_back(word.toStdString());
    return all;
}

}  // namespace

ConceptRow::ConceptRow(const data::ConceptRule& rule, QWidget* parent) : QFrame(parent), rule_(rule) {
    setKind(this, "card");
    const auto name = [] {
        auto* label = new QLabel;
        setKind(label, "muted");
        return label;
    };
    const auto line = [this](const char* id) {
        auto* edit = new QLineEdit;
        edit->setObjectName(id);
        connect(edit, &QLineEdit::textEdited, this, &ConceptRow::read);
        return edit;
    };
    tagName_ = name(), pathName_ = name(), weightName_ = name(), repeatsName_ = name(), augmentName_ = name();
    tag_ = line("concept-tag");
    tag_->setCompleter(new QCompleter(new QStringListModel(tag_), tag_));
    path_ = line("concept-path");
    weight_ = line("concept-weight");
    repeats_ = line("concept-repeats");
    augment_ = new ComboBox(8);
    augment_->setObjectName("concept-augment");
    connect(augment_, &QComboBox::activated, this, &ConceptRow::read);
    add_ = new QPushButton;
    add_->setObjectName("concept-strength");
    add_->setIcon(icon("plus"));
    setKind(add_, "quiet");
    add_->setMenu(new QMenu(add_));
    connect(add_->menu(), &QMenu::aboutToShow, this, &ConceptRow::fillMenu);
    remove_ = iconButton("trash");
    remove_->setObjectName("concept-remove");
    connect(remove_, &QToolButton::clicked, this, &ConceptRow::removeWanted);
    countLabel_ = new QLabel;
    countLabel_->setObjectName("concept-count");
    problemLabel_ = new QLabel;
    problemLabel_->setObjectName("concept-problem");
    problemLabel_->setTextFormat(Qt::PlainText);
    problemLabel_->setWordWrap(true);
    setKind(problemLabel_, "danger");
    problemLabel_->hide();

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    grid->setHorizontalSpacing(space::kSmall);
    grid->setVerticalSpacing(space::kTight);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    grid->addWidget(countLabel_, 0, 0, 1, 4);
    grid->addWidget(remove_, 0, 4);
    grid->addWidget(tagName_, 1, 0);
    grid->addWidget(tag_, 1, 1, 1, 4);
    grid->addWidget(pathName_, 2, 0);
    grid->addWidget(path_, 2, 1, 1, 4);
    grid->addWidget(weightName_, 3, 0);
    grid->addWidget(weight_, 3, 1);
    grid->addWidget(repeatsName_, 3, 2);
    grid->addWidget(repeats_, 3, 3, 1, 2);
    grid->addWidget(augmentName_, 4, 0);
    grid->addWidget(augment_, 4, 1, 1, 4);
    lines_ = new QGridLayout;
    lines_->setHorizontalSpacing(space::kSmall);
    lines_->setVerticalSpacing(space::kTight);
    lines_->setColumnStretch(0, 1);
    grid->addLayout(lines_, 5, 0, 1, 5);
    grid->addWidget(add_, 6, 0, 1, 5, Qt::AlignLeading);
    grid->addWidget(problemLabel_, 7, 0, 1, 5);

    tag_->setText(joined(rule.tags));
    path_->setText(joined(rule.paths));
    if (rule.weight) weight_->setText(shownText(*rule.weight));
    if (rule.repeats) repeats_->setText(QString::number(*rule.repeats));
    retranslate();
    augment_->setCurrentIndex(!rule.augment ? 0 : *rule.augment ? 1 : 2);
    for (const auto& [key, value] : rule.options)
        addStrength(key, value);
    connect(&theme(), &Theme::changed, this, &ConceptRow::retranslate);
}

void ConceptRow::addStrength(const std::string& key, const std::string& value) {
    const settings::Option* option = settings::findOption(key);
    Strength strength{key, new QLabel(option ? translated(option->label) : QString::fromStdString(key)), new QLineEdit,
                      iconButton("close")};
    if (option) strength.name->setToolTip(optionTooltip(*option));
    strength.name->setBuddy(strength.value);
    strength.value->setText(QString::fromStdString(value));
    strength.value->setObjectName("concept-" + QString::fromStdString(key));
    strength.value->setAccessibleName(strength.name->text());
    connect(strength.value, &QLineEdit::textEdited, this, &ConceptRow::read);
    connect(strength.remove, &QToolButton::clicked, this, [this, key] { removeStrength(key); });
    const int row = lines_->rowCount();
    lines_->addWidget(strength.name, row, 0);
    lines_->addWidget(strength.value, row, 1);
    lines_->addWidget(strength.remove, row, 2);
    strengths_.push_back(strength);
    setHint(strength.remove, tr("Leave %1 as the recipe has it").arg(strength.name->text()));
}

void ConceptRow::removeStrength(const std::string& key) {
    const auto found = std::find_if(strengths_.begin(), strengths_.end(),
                                    [&](const Strength& strength) { return strength.key == key; });
    for (QWidget* widget : {static_cast<QWidget*>(found->name), static_cast<QWidget*>(found->value),
                            static_cast<QWidget*>(found->remove)}) {
        widget->hide();
        widget->deleteLater();
    }
    strengths_.erase(found);
    read();
}

// Options of the pictures' augmentation that the rule does not set yet.
void ConceptRow::fillMenu() {
    QMenu* menu = add_->menu();
    menu->clear();
    for (const settings::Option& option : data::AugmentOptions::schema().group().options) {
        const bool there = std::any_of(strengths_.begin(), strengths_.end(),
                                       [&](const Strength& strength) { return strength.key == option.key; });
        if (there) continue;
        menu->addAction(translated(option.label), this, [this, option] {
            addStrength(option.key, settings::toText(option.defaultValue));
            strengths_.back().value->setFocus(Qt::OtherFocusReason);
            strengths_.back().value->selectAll();
            read();
        });
    }
}

// The fields are put together as the recipe writes a rule, so that one reader says what is wrong with either.
void ConceptRow::read() {
    QLineEdit* at = nullptr;
    problem_.clear();
    const auto part = [&](QLineEdit* field, const std::string& text) {
        if (!problem_.isEmpty()) return;
        try {
            data::ConceptRule::parsed(text);
        } catch (const Error& error) {
            problem_ = QString::fromStdString(error.message());
            at = field;
        }
    };
    std::string all;
    const auto add = [&](QLineEdit* field, const std::string& key, const std::string& value) {
        const std::string text = key + "=" + value;
        part(field, text);
        all += (all.empty() ? "" : " ") + text;
    };
    for (const std::string& tag : words(tag_))
        add(tag_, "tag", tag);
    for (const std::string& path : words(path_))
        add(path_, "path", path);
    const auto number = [&](QLineEdit* field, const char* key) {
        if (const QString text = field->text().trimmed(); !text.isEmpty()) add(field, key, text.toStdString());
    };
    number(weight_, "weight");
    number(repeats_, "repeats");
    if (augment_->currentIndex() > 0) add(nullptr, "augment", augment_->currentIndex() == 1 ? "on" : "off");
    for (const Strength& strength : strengths_)
        add(strength.value, strength.key, strength.value->text().trimmed().toStdString());
    std::vector<QLineEdit*> fields{tag_, path_, weight_, repeats_};
    for (const Strength& strength : strengths_)
        fields.push_back(strength.value);
    for (QLineEdit* field : fields)
        setStyleFlag(field, "invalid", field == at);
    problemLabel_->setText(problem_);
    problemLabel_->setVisible(!problem_.isEmpty());
    if (problem_.isEmpty()) rule_ = data::ConceptRule::parsed(all);
    Q_EMIT changed();
}

void ConceptRow::setCount(std::int64_t count) {
    count_ = count;
    countLabel_->setText(count < 0 ? QString() : tr("%Ln samples", nullptr, static_cast<int>(count)));
    setKind(countLabel_, count == 0 ? "warning" : "muted");
}

void ConceptRow::setTags(const QStringList& tags) {
    static_cast<QStringListModel*>(tag_->completer()->model())->setStringList(tags);
}

void ConceptRow::focusFirst() {
    tag_->setFocus(Qt::OtherFocusReason);
}

void ConceptRow::retranslate() {
    countLabel_->setFont(theme().font(TextStyle::Strong));
    tagName_->setText(tr("Tag"));
    pathName_->setText(tr("Path"));
    weightName_->setText(tr("Weight"));
    repeatsName_->setText(tr("Repeats"));
    augmentName_->setText(tr("Vary"));
    setHint(tag_, tr("Samples with this tag; with several, those that have all. Empty: any"));
    tag_->setPlaceholderText(tr("any"));
    setHint(path_,
            tr("Samples with a picture whose path ends so: photos/*, *.png. * is for any characters, ? for one"));
    path_->setPlaceholderText(tr("any"));
    setHint(weight_, tr("How much their loss counts; 1 as all others"));
    weight_->setPlaceholderText("1");
    setHint(repeats_, tr("How often they come in an epoch; 0 leaves them out"));
    repeats_->setPlaceholderText("1");
    const int chosen = std::max(0, augment_->currentIndex());
    augment_->clear();
    augment_->addItems({tr("as the recipe says"), tr("on, whatever rules before say"), tr("off, texts too")});
    augment_->setCurrentIndex(chosen);
    setHint(augment_, tr("Whether their pictures and texts are varied while training"));
    add_->setText(tr("Other strength"));
    add_->setToolTip(tr("Sets an option of the augmentation for these samples alone"));
    setHint(remove_, tr("Remove this rule"));
    setCount(count_);
}

}  // namespace atelier::ui
