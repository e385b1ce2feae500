#include "frame/key_field.h"

#include "shortcuts.h"

#include <QKeyEvent>

namespace atelier::ui {
namespace {

bool leaves(const QKeyEvent& event) {
    return event.key() == Qt::Key_Tab || event.key() == Qt::Key_Backtab || event.key() == Qt::Key_Escape;
}

}  // namespace

KeyField::KeyField(QWidget* parent) : QLineEdit(parent) {
    setContextMenuPolicy(Qt::NoContextMenu);
    setReadOnly(true);
}

void KeyField::setKeys(const QKeySequence& keys) {
    setText(keyText(keys));
}

bool KeyField::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && !leaves(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void KeyField::keyPressEvent(QKeyEvent* event) {
    if (leaves(*event)) return event->ignore();
    const int key = event->key();
    // A modifier alone is on the way to something.
    if (key == Qt::Key_Control || key == Qt::Key_Shift || key == Qt::Key_Alt || key == Qt::Key_Meta ||
        key == Qt::Key_AltGr || key == Qt::Key_unknown || key == 0)
        return;
    auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    // "?" is pressed with Shift on one keyboard and without on another: the sign itself counts.
    const bool sign = event->text().size() == 1 && event->text().at(0).isPrint() && !event->text().at(0).isLetter() &&
                      !event->text().at(0).isSpace();
    if (sign && modifiers == Qt::ShiftModifier) modifiers = Qt::NoModifier;
    Q_EMIT pressed(QKeySequence(QKeyCombination(modifiers, static_cast<Qt::Key>(key))));
}

}  // namespace atelier::ui
