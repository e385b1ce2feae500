#include "pages/data/fields/field_editor.h"

#include "pages/data/fields/field_group.h"
#include "pages/data/fields/field_line.h"
#include "pages/data/fields/field_list.h"

#include <QCoreApplication>

namespace atelier::ui {

FieldEditor::FieldEditor(const data::KeyField& field, FieldEditor* owner) : field_(field), owner_(owner) {}

Json::json_pointer FieldEditor::path() const {
    return owner_ ? owner_->path() / owner_->keyOf(this) : Json::json_pointer();
}

std::string FieldEditor::keyOf(const FieldEditor* owned) const {
    return owned->field().key;
}

void FieldEditor::adopt(FieldEditor* owned) {
    connect(owned, &FieldEditor::edited, this, &FieldEditor::edited);
    connect(owned, &FieldEditor::entered, this, &FieldEditor::entered);
    connect(owned, &FieldEditor::left, this, &FieldEditor::left);
}

FieldEditor* makeFieldEditor(const data::KeyField& field, FieldEditor* owner) {
    using Type = data::KeyField::Type;
    if (field.type == Type::Object) return new FieldGroup(field, owner);
    if (field.type == Type::List) return new FieldList(field, owner);
    return new FieldLine(field, owner);
}

QString problemText(const data::FieldProblem& problem) {
    using Kind = data::FieldProblem::Kind;
    const auto words = [](const char* text) { return QCoreApplication::translate("FieldProblem", text); };
    switch (problem.kind) {
        case Kind::Missing:
            return words(QT_TRANSLATE_NOOP("FieldProblem", "This field is required."));
        case Kind::NoText:
            return words(QT_TRANSLATE_NOOP("FieldProblem", "A text belongs here."));
        case Kind::NoDate:
            return words(QT_TRANSLATE_NOOP("FieldProblem", "A date belongs here, as year-month-day: 2024-12-31."));
        case Kind::NoChoice:
            return words(QT_TRANSLATE_NOOP("FieldProblem", "One of these belongs here: %1."))
                .arg(QString::fromStdString(problem.detail));
        case Kind::NoInteger:
            return words(QT_TRANSLATE_NOOP("FieldProblem", "A whole number belongs here."));
        case Kind::NoNumber:
            return words(QT_TRANSLATE_NOOP("FieldProblem", "A number belongs here, with a point for decimals."));
        case Kind::NoBoolean:
            return words(QT_TRANSLATE_NOOP("FieldProblem", "Yes or no belongs here."));
        case Kind::NoObject:
            return words(QT_TRANSLATE_NOOP("FieldProblem", "Fields belong here, not a single value."));
        case Kind::NoList:
            return words(QT_TRANSLATE_NOOP("FieldProblem", "A list belongs here."));
        case Kind::UnknownKey:
            return words(QT_TRANSLATE_NOOP("FieldProblem", "The schema does not know this field."));
    }
    return {};
}

}  // namespace atelier::ui
