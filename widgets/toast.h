#pragma once

#include "toast_host.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;
class QToolButton;

namespace atelier::widgets {

/// One message of a ToastHost.
class Toast : public QFrame {
    Q_OBJECT

public:
    Toast(int number, ToastHost::Kind kind, const QString& text, const QString& actionText,
          std::function<void()> action, int lifetime, QWidget* parent);

    int number() const { return number_; }
    void close();
    void focusFirst();

Q_SIGNALS:
    void closed();

protected:
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void pause();
    void resume();
    void applyTheme();
    void retranslate();

    int number_, left_;  // left_: ms to live while it is paused
    ToastHost::Kind kind_;
    QLabel *icon_, *text_;
    QPushButton* action_;
    QToolButton* dismiss_;
    QTimer timer_;
    bool closed_ = false;
};

}  // namespace atelier::widgets
