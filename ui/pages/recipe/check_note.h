#pragma once

#include "pages/recipe/check_rows.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace atelier::ui {

/// "3 keys wrong, 2 unknown": what of a recipe's file does not do what it says, each key on request. Hidden while there
/// is nothing to say.
class CheckNote : public QFrame {
    Q_OBJECT

public:
    explicit CheckNote(QWidget* parent = nullptr);

    /// `name`: of the file; empty: none.
    void setRows(const QString& name, std::vector<CheckRow> rows);
    const std::vector<CheckRow>& rows() const { return rows_; }
    bool unfolded() const;
    void retranslate();

Q_SIGNALS:
    void fieldWanted(const QString& key);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void list();
    QWidget* line(const CheckRow& row);
    void fit();

    QString name_;
    std::vector<CheckRow> rows_;
    QLabel *icon_, *title_;
    QPushButton* unfold_;
    QScrollArea* scroll_;
    QVBoxLayout* lines_;
};

}  // namespace atelier::ui
