#pragma once

#include <QKeySequence>
#include <QString>

#include <array>

class QKeyEvent;

namespace atelier::widgets {

/// What keys do with the chosen regions of a canvas; a person can choose others.
enum class CanvasCommand { Remove, Duplicate, TurnLeft, TurnRight, NextPoint, PreviousPoint, AddPoint };
inline constexpr std::array kCanvasCommands{
    CanvasCommand::Remove,    CanvasCommand::Duplicate,     CanvasCommand::TurnLeft, CanvasCommand::TurnRight,
    CanvasCommand::NextPoint, CanvasCommand::PreviousPoint, CanvasCommand::AddPoint};

class CanvasKeys {
public:
    /// "remove", "duplicate", "turn-left", ...
    static QString idOf(CanvasCommand command);

    const QKeySequence& keys(CanvasCommand command) const { return keys_[static_cast<std::size_t>(command)]; }
    void set(CanvasCommand command, const QKeySequence& keys) { keys_[static_cast<std::size_t>(command)] = keys; }
    /// Backspace removes too, whatever else does.
    bool asks(const QKeyEvent& event, CanvasCommand command) const;
    bool asksAny(const QKeyEvent& event) const;

private:
    std::array<QKeySequence, kCanvasCommands.size()> keys_{
        QKeySequence(Qt::Key_Delete),       QKeySequence(Qt::CTRL | Qt::Key_D), QKeySequence(Qt::Key_BracketLeft),
        QKeySequence(Qt::Key_BracketRight), QKeySequence(Qt::Key_Period),       QKeySequence(Qt::Key_Comma),
        QKeySequence(Qt::Key_Insert)};
};

}  // namespace atelier::widgets
