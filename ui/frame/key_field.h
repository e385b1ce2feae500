#pragma once

#include <QKeySequence>
#include <QLineEdit>

namespace atelier::ui {

/// Takes the next keys that are pressed in it, instead of what they would do. Tab and Escape keep their meaning.
class KeyField : public QLineEdit {
    Q_OBJECT

public:
    explicit KeyField(QWidget* parent = nullptr);
    void setKeys(const QKeySequence& keys);

Q_SIGNALS:
    void pressed(const QKeySequence& keys);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace atelier::ui
