#pragma once

#include <QFrame>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace atelier::widgets {

/// A question in the place where it came up: its answers, and to leave it, which has the focus. Hidden until it is
/// asked and once it is answered. Escape leaves it. Texts are its owner's.
class QuestionNote : public QFrame {
    Q_OBJECT

public:
    explicit QuestionNote(const QString& name, QWidget* parent = nullptr);

    /// An answer that does something, in the colour of danger; answers stand in the order in which they are added.
    QPushButton* addAnswer(const QString& name);
    QPushButton* leaveButton() const { return leave_; }
    void setText(const QString& text);
    void ask();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLabel* text_;
    QPushButton* leave_;
    QBoxLayout *layout_, *answers_;
};

}  // namespace atelier::widgets
