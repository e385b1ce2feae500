#pragma once

#include "studio.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace atelier::ui {

/// Says which runs waited when the window was closed, and queues them again. Hidden while there are none.
class KeptRunsNote : public QFrame {
    Q_OBJECT

public:
    explicit KeptRunsNote(Studio& studio, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void tell();

    Studio& studio_;
    QLabel* text_;
    QPushButton *queue_, *forget_;
};

}  // namespace atelier::ui
