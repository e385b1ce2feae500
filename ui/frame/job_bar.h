#pragma once

#include "studio.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace atelier::ui {

/// What runs and what waits, at the window's foot, on every page. Hidden while there is nothing to say; a job that
/// failed stays until it is dismissed.
class JobBar : public QFrame {
    Q_OBJECT

public:
    explicit JobBar(Studio& studio, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void noteEnd(client::JobId job);
    void showWaiting();
    void showDetails();

    Studio& studio_;
    QLabel *sign_, *title_, *phase_, *left_;
    QProgressBar* progress_;
    QToolButton *waiting_, *cancel_, *details_;
    client::JobId shown_ = -1, failed_ = -1;
};

}  // namespace atelier::ui
