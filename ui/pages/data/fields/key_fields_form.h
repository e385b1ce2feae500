#pragma once

#include "pages/data/fields/field_editor.h"

#include <QPointer>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace atelier::widgets {
class ElidedLabel;
}

namespace atelier::ui {

/// The answer of a sample as the fields of its dataset's schema. It stores nothing: what is written comes as values,
/// and the owner sets the sample again.
class KeyFieldsForm : public QWidget {
    Q_OBJECT

public:
    explicit KeyFieldsForm(QWidget* parent = nullptr);
    /// Nothing: hidden.
    void setSchema(const std::optional<data::KeyField>& schema);
    const std::optional<data::KeyField>& schema() const { return schema_; }
    void setSample(const data::Sample& sample);
    void setReadOnly(bool readOnly);

    bool hasKeyboard() const;
    void focusFirst();
    /// Whether the answer follows the schema; if not, the keyboard goes to the first field that does not and all say
    /// what they miss.
    bool insist();

    /// Where a text would go that is put in: the field that had the keyboard last, and what stays around it.
    struct Place {
        Json::json_pointer path;
        std::string before, after;
    };
    std::optional<Place> place() const;
    /// The cursor of that field behind this many bytes.
    void setCursorBehind(const std::string& text);
    void retranslate();

Q_SIGNALS:
    /// `field`: its path, for merge keys.
    void valuesEdited(const atelier::Json& values, const QString& field);
    void left();
    void schemaWanted();

private:
    void build();
    void showProblems();

    std::optional<data::KeyField> schema_;
    data::Sample sample_;
    FieldProblems problems_;
    QString unreadable_;  // why the answer has no fields
    bool readOnly_ = false, insisting_ = false;
    FieldEditor* root_ = nullptr;
    QPointer<FieldEditor> last_;

    QVBoxLayout* layout_;
    QLabel *title_, *problem_;
    widgets::ElidedLabel* state_;
    QPushButton* edit_;
};

}  // namespace atelier::ui
