#pragma once

#include <QPointF>

#include <optional>

class QKeyEvent;

namespace atelier::widgets {

/// Where an arrow key leads in pixels of the picture: 1, with Shift 10. Nothing for other keys, nor with Ctrl.
std::optional<QPointF> arrowStep(const QKeyEvent& event);

}  // namespace atelier::widgets
