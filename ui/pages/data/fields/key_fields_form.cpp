#include "pages/data/fields/key_fields_form.h"

#include "common/error.h"
#include "controls.h"
#include "data/key_fields/fill.h"
#include "elided_label.h"
#include "pages/data/fields/field_line.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

KeyFieldsForm::KeyFieldsForm(QWidget* parent) : QWidget(parent) {
    setObjectName("key-fields");
    title_ = new QLabel;
    state_ = new ElidedLabel({}, Qt::ElideRight);
    state_->setObjectName("key-fields-state");
    state_->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    edit_ = new QPushButton;
    edit_->setObjectName("key-fields-schema");
    edit_->setIcon(icon("settings"));
    setKind(edit_, "quiet");
    problem_ = new QLabel;
    problem_->setObjectName("key-fields-problem");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    setKind(problem_, "danger");
    problem_->hide();
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(title_);
    head->addWidget(state_, 1);
    head->addWidget(edit_);
    layout_ = new QVBoxLayout(this);
    layout_->setContentsMargins(0, 0, 0, space::kTight);
    layout_->setSpacing(space::kTight);
    layout_->addLayout(head);
    layout_->addWidget(problem_);
    connect(edit_, &QPushButton::clicked, this, &KeyFieldsForm::schemaWanted);
    connect(&theme(), &Theme::changed, this, &KeyFieldsForm::retranslate);
    hide();
}

void KeyFieldsForm::setSchema(const std::optional<data::KeyField>& schema) {
    if (schema == schema_) return;
    delete root_;  // it knows the old one
    root_ = nullptr;
    schema_ = schema;
    if (schema_) build();
    setVisible(schema_.has_value());
    if (schema_) setSample(data::Sample(sample_));
}

void KeyFieldsForm::build() {
    root_ = makeFieldEditor(*schema_, nullptr);
    layout_->addWidget(root_);
    root_->setReadOnly(readOnly_);
    connect(root_, &FieldEditor::edited, this, [this] {
        const QString field = last_ ? QString::fromStdString(last_->path().to_string()) : QString();
        Q_EMIT valuesEdited(root_->value().value_or(Json::object()), field);
    });
    connect(root_, &FieldEditor::entered, this, [this](FieldEditor* leaf) { last_ = leaf; });
    connect(root_, &FieldEditor::left, this, &KeyFieldsForm::left);
}

void KeyFieldsForm::setSample(const data::Sample& sample) {
    const bool other = sample.id != sample_.id, had = other && hasKeyboard();
    sample_ = sample;
    if (!root_) return;
    if (other) insisting_ = false;
    unreadable_.clear();
    try {
        const Json values = data::valuesOf(sample_);
        root_->setValue(values);
        problems_ = data::checkValues(*schema_, values);
    } catch (const Error& error) {
        root_->setValue({});
        problems_.clear();
        unreadable_ = QString::fromStdString(error.message() + " (" + error.where() + ")");
    }
    root_->setEnabled(unreadable_.isEmpty());
    showProblems();
    if (had) focusFirst();
}

void KeyFieldsForm::showProblems() {
    root_->setProblems(problems_, insisting_);
    // What no field of the form shows.
    QStringList words;
    if (!unreadable_.isEmpty())
        words << tr("The answer cannot be shown as fields: %1. Mend its text below, or empty it.").arg(unreadable_);
    for (const data::FieldProblem& problem : problems_)
        if (problem.kind == data::FieldProblem::Kind::UnknownKey)
            words << tr("%1: %2").arg(QString::fromStdString(problem.path.back()), problemText(problem));
    problem_->setText(words.join('\n'));
    problem_->setVisible(!words.isEmpty());
    const auto count = static_cast<int>(problems_.size());
    state_->setText(!unreadable_.isEmpty() ? QString()
                    : count == 0           ? tr("complete")
                                           : tr("%Ln fields to look at", nullptr, count));
    setKind(state_, count == 0 && unreadable_.isEmpty() ? "success" : "muted");
}

void KeyFieldsForm::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    edit_->setVisible(!readOnly);
    if (root_) root_->setReadOnly(readOnly);
}

bool KeyFieldsForm::hasKeyboard() const {
    const QWidget* focus = QApplication::focusWidget();
    return focus && isAncestorOf(focus);
}

void KeyFieldsForm::focusFirst() {
    if (root_) root_->focusInput(Qt::TabFocusReason);
}

bool KeyFieldsForm::insist() {
    if (!root_ || (problems_.empty() && unreadable_.isEmpty())) return true;
    insisting_ = true;
    showProblems();
    for (FieldEditor* leaf : root_->leaves()) {
        const auto path = leaf->path();
        if (std::any_of(problems_.begin(), problems_.end(), [&](const auto& one) { return one.path == path; })) {
            leaf->focusInput(Qt::TabFocusReason);
            break;
        }
    }
    return false;
}

std::optional<KeyFieldsForm::Place> KeyFieldsForm::place() const {
    const auto* line = qobject_cast<FieldLine*>(last_.data());
    if (!line || !root_ || !root_->isEnabled()) return std::nullopt;
    auto [before, after] = line->around();
    return Place{line->path(), std::move(before), std::move(after)};
}

void KeyFieldsForm::setCursorBehind(const std::string& text) {
    if (auto* line = qobject_cast<FieldLine*>(last_.data()))
        line->setCursor(static_cast<int>(QString::fromStdString(text).size()));
}

void KeyFieldsForm::retranslate() {
    title_->setFont(theme().font(TextStyle::Strong));
    state_->setFont(theme().font(TextStyle::Small));
    title_->setText(tr("Key fields"));
    edit_->setText(tr("Schema…"));
    edit_->setToolTip(tr("Shows and changes which fields the answers of this dataset have"));
    if (!root_) return;
    root_->retranslate();
    showProblems();
}

}  // namespace atelier::ui
