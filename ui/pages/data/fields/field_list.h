#pragma once

#include "pages/data/fields/field_editor.h"

class QPushButton;
class QToolButton;
class QVBoxLayout;
class QLabel;

namespace atelier::ui {

/// The items of a list, to add to and to take from.
class FieldList : public FieldEditor {
    Q_OBJECT

public:
    FieldList(const data::KeyField& field, FieldEditor* owner);

    std::optional<Json> value() const override;
    void setValue(const std::optional<Json>& value) override;
    void setProblems(const FieldProblems& problems, bool insist) override;
    void setReadOnly(bool readOnly) override;
    std::vector<FieldEditor*> leaves() override;
    void focusInput(Qt::FocusReason reason) override;
    void retranslate() override;

protected:
    std::string keyOf(const FieldEditor* owned) const override;

private:
    struct Item {
        QWidget* row;
        FieldEditor* editor;
        QToolButton* remove;
    };
    void append();
    void drop(std::size_t index);
    void addItem();
    void removeItem(const QWidget* row);

    std::vector<Item> items_;
    std::optional<Json> other_;  // what it was given and is no list
    bool there_ = false, readOnly_ = false;
    QVBoxLayout* rows_;
    QPushButton* add_;
    QLabel* problem_;
};

}  // namespace atelier::ui
