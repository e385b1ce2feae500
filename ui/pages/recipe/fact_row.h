#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace atelier::widgets {
class ElidedLabel;
}

namespace atelier::ui {

/// "Model  starter  Choose another": a fact that is decided on another page, with the way there.
class FactRow : public QWidget {
    Q_OBJECT

public:
    FactRow(const QString& iconName, const QString& name, QWidget* parent);

    /// `missing`: nothing is chosen yet, `value` says so.
    void setTexts(const QString& title, const QString& value, const QString& tip, bool missing, const QString& link,
                  const QString& linkTip);

Q_SIGNALS:
    void linkTriggered();

private:
    void applyTheme();

    QString iconName_;
    QLabel *icon_, *title_;
    widgets::ElidedLabel* value_;
    QPushButton* link_;
};

}  // namespace atelier::ui
