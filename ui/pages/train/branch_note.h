#pragma once

#include "studio.h"

#include <QWidget>

class QPushButton;

namespace atelier::widgets {
class ElidedLabel;
}

namespace atelier::ui {

/// Says that the next run starts from another one, and takes that back. Hidden while it does not.
class BranchNote : public QWidget {
    Q_OBJECT

public:
    explicit BranchNote(Studio& studio, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void follow();
    void retranslate();

    Studio& studio_;
    widgets::ElidedLabel* text_;
    QPushButton* forget_;
};

}  // namespace atelier::ui
