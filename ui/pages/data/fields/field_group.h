#pragma once

#include "pages/data/fields/field_editor.h"

class QLabel;

namespace atelier::ui {

/// The fields of an object, one below the other. Keys that the schema does not know are kept as they are.
class FieldGroup : public FieldEditor {
    Q_OBJECT

public:
    FieldGroup(const data::KeyField& field, FieldEditor* owner);

    std::optional<Json> value() const override;
    void setValue(const std::optional<Json>& value) override;
    void setProblems(const FieldProblems& problems, bool insist) override;
    void setReadOnly(bool readOnly) override;
    std::vector<FieldEditor*> leaves() override;
    void focusInput(Qt::FocusReason reason) override;
    void retranslate() override;

private:
    struct Row {
        QLabel* name;
        FieldEditor* editor;
    };
    std::vector<Row> rows_;
    std::optional<Json> other_;  // what it was given and is no object
    Json given_ = Json::object();
    QLabel* problem_;
};

}  // namespace atelier::ui
