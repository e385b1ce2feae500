#pragma once

#include "pages/data/fields/field_editor.h"

class QComboBox;
class QLabel;
class QLineEdit;

namespace atelier::ui {

/// A text, number or date in a line; a choice, yes or no in a box to choose from.
class FieldLine : public FieldEditor {
    Q_OBJECT

public:
    FieldLine(const data::KeyField& field, FieldEditor* owner);

    std::optional<Json> value() const override;
    void setValue(const std::optional<Json>& value) override;
    void setProblems(const FieldProblems& problems, bool insist) override;
    void setReadOnly(bool readOnly) override;
    std::vector<FieldEditor*> leaves() override { return {this}; }
    void focusInput(Qt::FocusReason reason) override;
    void retranslate() override;

    /// What stays of the text where another is put in at the cursor: before and behind it.
    std::pair<std::string, std::string> around() const;
    void setCursor(int position);
    int cursor() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fillChoices();
    QWidget* input() const;

    std::optional<Json> value_;
    bool null_ = false, missing_ = false;
    QLineEdit* line_ = nullptr;  // either
    QComboBox* box_ = nullptr;   // or
    QLabel* problem_;
};

}  // namespace atelier::ui
