#pragma once

#include "data/key_fields/answer.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace atelier::ui {

using FieldProblems = std::vector<data::FieldProblem>;

/// Edits the value of one field of a schema, which lives at least as long. Nothing: the field is left out.
class FieldEditor : public QWidget {
    Q_OBJECT

public:
    FieldEditor(const data::KeyField& field, FieldEditor* owner);

    const data::KeyField& field() const { return field_; }
    virtual std::optional<Json> value() const = 0;
    /// What is shown already stays as it is, its cursor too.
    virtual void setValue(const std::optional<Json>& value) = 0;
    /// Of the whole answer. `insist`: also says where a required field is still empty.
    virtual void setProblems(const FieldProblems& problems, bool insist) = 0;
    virtual void setReadOnly(bool readOnly) = 0;
    /// Where one types, in order from top to bottom.
    virtual std::vector<FieldEditor*> leaves() = 0;
    virtual void focusInput(Qt::FocusReason reason) = 0;
    virtual void retranslate() = 0;

    /// Of the value in the answer.
    Json::json_pointer path() const;

Q_SIGNALS:
    void edited();
    void entered(atelier::ui::FieldEditor* leaf);  ///< the keyboard came to it
    void left();

protected:
    /// Where the value of an editor that this one owns stands in its own.
    virtual std::string keyOf(const FieldEditor* owned) const;
    /// Signals of an editor that this one owns are its own.
    void adopt(FieldEditor* owned);
    bool concerns(const data::FieldProblem& problem) const { return problem.path == path(); }

private:
    const data::KeyField& field_;
    FieldEditor* owner_;
};

/// The right editor for the field's type.
FieldEditor* makeFieldEditor(const data::KeyField& field, FieldEditor* owner);

/// What is wrong, without the field's name.
QString problemText(const data::FieldProblem& problem);

}  // namespace atelier::ui
