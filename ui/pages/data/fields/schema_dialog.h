#pragma once

#include "bridge/background.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace atelier::ui {

/// The schema of a dataset's key fields as text, with what is wrong with it. It can be made of the answers.
class SchemaDialog : public QDialog {
    Q_OBJECT

public:
    /// `derive` runs beside the window and gives the schema that the answers have; it may throw Error.
    SchemaDialog(const QString& dataset, const QString& text, std::function<std::string()> derive, QWidget* parent);

Q_SIGNALS:
    /// Empty: none any more.
    void schemaGiven(const QString& text);

private:
    void derive();
    void check();

    std::function<std::string()> derive_;
    QPlainTextEdit* text_;
    QLabel* problem_;
    QPushButton *make_, *save_;
};

}  // namespace atelier::ui
