#include "pages/data/fields/field_group.h"

#include "controls.h"
#include "theme/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace atelier::ui {

using namespace widgets;

FieldGroup::FieldGroup(const data::KeyField& field, FieldEditor* owner) : FieldEditor(field, owner) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kTight);
    grid->setColumnStretch(1, 1);
    problem_ = new QLabel;
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    setKind(problem_, "danger");
    problem_->hide();
    grid->addWidget(problem_, 0, 0, 1, 2);
    for (const data::KeyField& child : field.fields) {
        Row row{new QLabel, makeFieldEditor(child, this)};
        adopt(row.editor);
        row.name->setBuddy(row.editor);
        row.name->setTextFormat(Qt::PlainText);
        row.name->setToolTip(QString::fromStdString(child.description));
        setKind(row.name, "muted");
        row.name->setContentsMargins(0, space::kTight + space::kHair, 0, 0);  // beside the text of its line
        row.editor->setObjectName("field-" + QString::fromStdString(child.key));
        const int at = grid->rowCount();
        if (child.type == data::KeyField::Type::Object || child.type == data::KeyField::Type::List) {
            grid->addWidget(row.name, at, 0, 1, 2);
            row.editor->setContentsMargins(space::kMedium, 0, 0, 0);
            grid->addWidget(row.editor, at + 1, 0, 1, 2);
        } else {
            grid->addWidget(row.name, at, 0, Qt::AlignTop);
            grid->addWidget(row.editor, at, 1);
        }
        rows_.push_back(row);
    }
    retranslate();
}

std::optional<Json> FieldGroup::value() const {
    Json object = given_;
    for (const Row& row : rows_) {
        const std::string& key = row.editor->field().key;
        if (const auto value = row.editor->value())
            object[key] = *value;
        else
            object.erase(key);
    }
    if (object.empty() && other_) return other_;
    return object.empty() ? std::nullopt : std::optional(std::move(object));
}

void FieldGroup::setValue(const std::optional<Json>& value) {
    const bool isObject = value && value->is_object();
    given_ = isObject ? *value : Json::object();
    other_ = isObject ? std::nullopt : value;
    for (const Row& row : rows_) {
        const auto found = given_.find(row.editor->field().key);
        row.editor->setValue(found == given_.end() ? std::nullopt : std::optional(*found));
    }
}

void FieldGroup::setProblems(const FieldProblems& problems, bool insist) {
    QString words;
    for (const data::FieldProblem& problem : problems)
        if (concerns(problem) && (problem.kind != data::FieldProblem::Kind::Missing || insist))
            words = problemText(problem);
    problem_->setText(words);
    problem_->setVisible(!words.isEmpty());
    for (const Row& row : rows_)
        row.editor->setProblems(problems, insist);
}

void FieldGroup::setReadOnly(bool readOnly) {
    for (const Row& row : rows_)
        row.editor->setReadOnly(readOnly);
}

std::vector<FieldEditor*> FieldGroup::leaves() {
    std::vector<FieldEditor*> all;
    for (const Row& row : rows_)
        for (FieldEditor* leaf : row.editor->leaves())
            all.push_back(leaf);
    return all;
}

void FieldGroup::focusInput(Qt::FocusReason reason) {
    if (!rows_.empty()) rows_.front().editor->focusInput(reason);
}

void FieldGroup::retranslate() {
    for (const Row& row : rows_) {
        const QString name = QString::fromStdString(row.editor->field().name());
        row.name->setText(row.editor->field().required ? tr("%1 *", "a required field").arg(name) : name);
        row.editor->retranslate();
    }
}

}  // namespace atelier::ui
