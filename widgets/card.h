#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace atelier::widgets {

class ElidedLabel;

/// A titled frame: a heading with actions on its right, the content below. Without a title and actions the heading
/// takes no room.
class Card : public QFrame {
    Q_OBJECT

public:
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// A muted line beside the title, e.g. "1,200 samples".
    void setNote(const QString& note);
    /// Where the content goes.
    QVBoxLayout* body() const { return body_; }
    /// Appends to the right of the heading. The card takes it over.
    void addHeaderWidget(QWidget* widget);
    /// A button with an icon of resources/icons; `hint` is its tooltip and accessible name: set again by the owner when
    /// the language changes (setHint of controls.h).
    QToolButton* addHeaderAction(const QString& iconName, const QString& hint);

private:
    void updateHeader();

    QWidget* header_;
    QHBoxLayout* headerLayout_;
    ElidedLabel *title_, *note_;
    QVBoxLayout* body_;
    bool hasActions_ = false;
};

}  // namespace atelier::widgets
