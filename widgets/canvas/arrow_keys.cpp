#include "canvas/arrow_keys.h"

#include <QKeyEvent>

namespace atelier::widgets {

std::optional<QPointF> arrowStep(const QKeyEvent& event) {
    if (event.modifiers() & (Qt::ControlModifier | Qt::MetaModifier)) return std::nullopt;
    const double step = event.modifiers() & Qt::ShiftModifier ? 10 : 1;
    switch (event.key()) {
        case Qt::Key_Left:
            return QPointF(-step, 0);
        case Qt::Key_Right:
            return QPointF(step, 0);
        case Qt::Key_Up:
            return QPointF(0, -step);
        case Qt::Key_Down:
            return QPointF(0, step);
        default:
            return std::nullopt;
    }
}

}  // namespace atelier::widgets
