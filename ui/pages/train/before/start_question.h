#pragma once

#include "jobs/preflight.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace atelier::ui {

/// Asked once before a training that needs more memory than there is. Hidden until then.
class StartQuestion : public QFrame {
    Q_OBJECT

public:
    explicit StartQuestion(QWidget* parent = nullptr);
    void ask(const jobs::Estimate& estimate);
    void retranslate();

Q_SIGNALS:
    void startWanted();

private:
    jobs::Estimate estimate_;
    QLabel *sign_, *text_;
    QPushButton *start_, *leave_;
};

}  // namespace atelier::ui
