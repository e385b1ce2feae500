#pragma once

#include <QLineEdit>

class QCompleter;
class QStandardItemModel;

namespace atelier::ui {

/// A line for the filter language (data/filter.h): offers its fields as they are typed, and says where it cannot be
/// read.
class FilterEdit : public QLineEdit {
    Q_OBJECT

public:
    explicit FilterEdit(QWidget* parent = nullptr);
    /// `column` in characters from 1. An empty message: it can be read.
    void setProblem(const QString& message, int column = 0);
    void retranslate();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    int wordStart() const;
    void offer();
    void insert(const QString& field);
    void listFields();

    QStandardItemModel* fields_;
    QCompleter* completer_;
};

}  // namespace atelier::ui
