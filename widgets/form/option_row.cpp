#include "form/option_row.h"

#include "common/error.h"
#include "controls.h"
#include "form/option_editor.h"
#include "form/option_words.h"
#include "theme/theme.h"

#include <QAbstractButton>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace atelier::widgets {
namespace {

constexpr int kDot = 10, kLabel = 196, kLine = 30;

}  // namespace

OptionRow::OptionRow(settings::Option option, QWidget* parent)
    : QWidget(parent), option_(std::move(option)), value_(option_.defaultValue) {
    setObjectName(QString::fromStdString("option-" + option_.key));
}

void OptionRow::build() {
    if (editor_) return;
    grid_ = new QGridLayout(this);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(0);
    grid_->setVerticalSpacing(space::kHair);
    line_ = new QWidget(this);
    dot_ = new QLabel(QStringLiteral("\u2022"), this);
    label_ = new QLabel(this);
    unit_ = new QLabel(line_);
    help_ = new QLabel(helpBeside() ? line_ : this);
    error_ = new QLabel(this);
    editor_ = OptionEditor::create(option_);
    reset_ = iconButton("undo");
    reset_->setObjectName("option-reset");
    dot_->setProperty("kind", "accent");
    dot_->setFixedWidth(kDot);
    label_->setWordWrap(true);
    label_->setBuddy(editor_->field());
    unit_->setProperty("kind", "muted");
    help_->setProperty("kind", "muted");
    error_->setProperty("kind", "danger");
    for (QLabel* text : {help_, error_}) {
        text->setWordWrap(true);
        text->setTextFormat(Qt::PlainText);
    }
    auto* line = new QHBoxLayout(line_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    const bool wide = option_.type == settings::Type::Text || option_.type == settings::Type::List;
    const Qt::Alignment level = helpBeside() ? Qt::AlignTop : Qt::Alignment();
    line->addWidget(editor_, wide ? 1 : 0, level);
    line->addWidget(unit_);
    if (helpBeside()) {
        help_->setAlignment(Qt::AlignTop | Qt::AlignLeading);
        line->addWidget(help_, 1);
    }
    line->addWidget(reset_, 0, level);
    if (button_) placeButton();
    if (!wide && !helpBeside()) line->addStretch(1);
    editor_->setMinimumHeight(kLine);
    QSizePolicy policy = reset_->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    reset_->setSizePolicy(policy);

    connect(editor_, &OptionEditor::edited, this, &OptionRow::read);
    connect(reset_, &QToolButton::clicked, this, &OptionRow::resetRequested);
    connect(&theme(), &Theme::changed, this, &OptionRow::applyTheme);
    editor_->display(value_);
    editor_->setSuggestions(suggestions_);
    arrange();
    applyTheme();
    retranslate();
}

bool OptionRow::setValue(const settings::Value& value) {
    settings::Value taken = settings::checked(option_, value, option_.key);
    const bool changed = taken != value_ || foundElsewhere_, wasValid = valid();
    value_ = std::move(taken);
    foundElsewhere_ = false;
    typedProblem_.clear();
    problem_.clear();
    if (editor_) editor_->display(value_);
    refresh();
    if (!wasValid) Q_EMIT validityChanged();
    return changed;
}

void OptionRow::setProblem(const QString& message) {
    const bool was = valid();
    problem_ = message.isEmpty() ? typedProblem_ : message;
    foundElsewhere_ = !message.isEmpty();
    if (error_) error_->setToolTip({});
    refresh();
    if (was != valid()) Q_EMIT validityChanged();
}

void OptionRow::read() {
    const bool was = valid();
    bool changed = false;
    typedProblem_.clear();
    error_->setToolTip({});
    try {
        settings::Value typed = typedValue(option_, editor_->text());
        changed = typed != value_ || foundElsewhere_;
        value_ = std::move(typed);
        foundElsewhere_ = false;
    } catch (const Error& error) {
        typedProblem_ = problemWords(option_, editor_->text());
        error_->setToolTip(QString::fromStdString(error.message()));
    }
    problem_ = typedProblem_;
    refresh();
    if (was != valid()) Q_EMIT validityChanged();
    if (changed) Q_EMIT valueChanged();
}

void OptionRow::setBase(std::optional<settings::Value> value, const QString& name) {
    base_ = std::move(value);
    baseName_ = name;
    if (!editor_) return;
    wordBase();
    refresh();
}

void OptionRow::setButton(QAbstractButton* button) {
    button_ = button;
    button->setParent(this);
    if (editor_) placeButton();
}

void OptionRow::placeButton() {
    auto* line = static_cast<QHBoxLayout*>(line_->layout());
    line->insertWidget(line->indexOf(reset_), button_);
    button_->show();
}

void OptionRow::wordBase() {
    const QString text = shownText(base());
    if (base_) {
        dot_->setToolTip(text.isEmpty() ? tr("Not set in “%1”").arg(baseName_)
                                        : tr("%1 in “%2”", "a value, then the preset's name").arg(text, baseName_));
        reset_->setToolTip(text.isEmpty()
                               ? tr("Back to “%1”: not set").arg(baseName_)
                               : tr("Back to “%1”: %2", "the preset's name, then its value").arg(baseName_, text));
        return;
    }
    dot_->setToolTip(tr("Changed from its default"));
    reset_->setToolTip(text.isEmpty() ? tr("Back to the default: not set") : tr("Back to the default: %1").arg(text));
}

void OptionRow::setApplies(bool applies, const QString& reason) {
    applies_ = applies;
    reason_ = reason;
    refresh();
}

void OptionRow::setSuggestions(const QStringList& names) {
    suggestions_ = names;
    if (editor_) editor_->setSuggestions(names);
}

void OptionRow::setNarrow(bool narrow) {
    if (narrow_ == narrow) return;
    narrow_ = narrow;
    if (editor_) arrange();
}

bool OptionRow::matches(const QStringList& words) const {
    QStringList texts{translated(option_.label), QString::fromStdString(option_.key), translated(option_.help)};
    for (const std::string& more : option_.aliases)
        texts << QString::fromStdString(more);
    for (const std::string& more : option_.choices)
        texts << QString::fromStdString(more);
    const QString all = texts.join('\n');
    for (const QString& word : words)
        if (!all.contains(word, Qt::CaseInsensitive)) return false;
    return true;
}

void OptionRow::focusField() {
    build();
    editor_->field()->setFocus(Qt::ShortcutFocusReason);
}

// A check box leaves its line free.
bool OptionRow::helpBeside() const {
    return option_.type == settings::Type::Bool && !option_.nullable;
}

void OptionRow::arrange() {
    for (QWidget* widget : {static_cast<QWidget*>(dot_), static_cast<QWidget*>(label_), line_,
                            static_cast<QWidget*>(help_), static_cast<QWidget*>(error_)})
        grid_->removeWidget(widget);
    const int column = narrow_ ? 1 : 2, row = narrow_ ? 1 : 0;
    grid_->setColumnMinimumWidth(0, kDot);
    grid_->setColumnStretch(1, narrow_ ? 1 : 0);
    grid_->setColumnStretch(2, narrow_ ? 0 : 1);
    label_->setMinimumWidth(narrow_ ? 0 : kLabel);
    label_->setMaximumWidth(narrow_ ? QWIDGETSIZE_MAX : kLabel);
    // The label's first line stands level with the text in the field.
    const int middle = (kLine - fontMetrics().height()) / 2, top = narrow_ ? 0 : middle;
    label_->setContentsMargins(0, top, space::kMedium, 0);
    dot_->setContentsMargins(0, top, 0, 0);
    if (helpBeside()) help_->setContentsMargins(0, middle, 0, 0);
    grid_->addWidget(dot_, 0, 0, Qt::AlignTop);
    grid_->addWidget(label_, 0, 1, narrow_ ? 1 : 2, 1, Qt::AlignTop);
    grid_->addWidget(line_, row, column);
    if (!helpBeside()) grid_->addWidget(help_, row + 1, column);
    grid_->addWidget(error_, row + 2, column);
}

void OptionRow::refresh() {
    if (!editor_) return;
    const QString help = applies_ ? translated(option_.help) : reason_;
    help_->setText(help);
    help_->setVisible(!help.isEmpty());
    error_->setText(problem_);
    error_->setVisible(!problem_.isEmpty());
    editor_->setInvalid(!problem_.isEmpty());
    line_->setEnabled(applies_);
    setKind(label_, applies_ ? "" : "faint");
    for (QLabel* more : {help_, unit_})
        setKind(more, applies_ ? "muted" : "faint");
    dot_->setVisible(isChanged());
    reset_->setVisible(isChanged() || !problem_.isEmpty());
    editor_->field()->setAccessibleDescription(problem_.isEmpty() ? help : problem_);
}

void OptionRow::applyTheme() {
    help_->setFont(theme().font(TextStyle::Small));
    error_->setFont(theme().font(TextStyle::Small));
}

void OptionRow::retranslate() {
    if (!editor_) return;
    const QString label = translated(option_.label.empty() ? option_.key : option_.label);
    label_->setText(label);
    unit_->setText(translated(option_.unit));
    unit_->setVisible(!option_.unit.empty());
    editor_->retranslate();
    editor_->field()->setAccessibleName(label);
    const QString hint = optionTooltip(option_);
    label_->setToolTip(hint);
    editor_->field()->setToolTip(hint);
    wordBase();
    reset_->setAccessibleName(tr("Reset %1").arg(label));
    if (!typedProblem_.isEmpty()) problem_ = typedProblem_ = problemWords(option_, editor_->text());
    refresh();
}

}  // namespace atelier::widgets
