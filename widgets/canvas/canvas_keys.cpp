#include "canvas/canvas_keys.h"

#include <QKeyEvent>

#include <algorithm>

namespace atelier::widgets {

QString CanvasKeys::idOf(CanvasCommand command) {
    constexpr std::array kIds{"remove",     "duplicate",      "turn-left", "turn-right",
                              "next-point", "previous-point", "add-point"};
    return QString::fromLatin1(kIds[static_cast<std::size_t>(command)]);
}

bool CanvasKeys::asks(const QKeyEvent& event, CanvasCommand command) const {
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (command == CanvasCommand::Remove && event.key() == Qt::Key_Backspace && modifiers == Qt::NoModifier)
        return true;
    const QKeySequence& wanted = keys(command);
    const auto is = [&](Qt::KeyboardModifiers with) {
        return QKeySequence(QKeyCombination(with, static_cast<Qt::Key>(event.key()))) == wanted;
    };
    // A sign that needs Shift on this keyboard is the same sign.
    const bool sign = event.key() < Qt::Key_A || (event.key() > Qt::Key_Z && event.key() < Qt::Key_Escape);
    return !wanted.isEmpty() && (is(modifiers) || (sign && is(modifiers & ~Qt::ShiftModifier)));
}

bool CanvasKeys::asksAny(const QKeyEvent& event) const {
    return std::any_of(kCanvasCommands.begin(), kCanvasCommands.end(),
                       [&](CanvasCommand command) { return asks(event, command); });
}

}  // namespace atelier::widgets
