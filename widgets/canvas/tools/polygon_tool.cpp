#include "canvas/tools/polygon_tool.h"

#include "canvas/outline.h"

#include <QKeyEvent>

namespace atelier::widgets {
namespace {

constexpr double kReach = 8;  // of the first point, logical pixels

}  // namespace

void PolygonTool::press(const ToolPointer& pointer) {
    next_ = take(pointer);
    if (isAtFirst(pointer.view) && close()) return;
    if (points_.isEmpty() || points_.last() != next_) points_ << next_;
}

// The first press of a double click has set the last point.
void PolygonTool::doubleClick(const ToolPointer& pointer) {
    if (!close()) press(pointer);
}

bool PolygonTool::keyPress(const QKeyEvent& event) {
    if (!isBusy()) return false;
    if (isDrawKey(event)) {
        close();
        return true;
    }
    if (event.key() != Qt::Key_Backspace) return false;
    points_.removeLast();
    return true;
}

bool PolygonTool::isAtFirst(const QPointF& viewPoint) const {
    return isClosed(kind_) && points_.size() >= 3 &&
           QLineF(scene().view.toView(points_.first()), viewPoint).length() <= kReach;
}

bool PolygonTool::close() {
    const QSizeF size = points_.boundingRect().size();
    const bool enough = isClosed(kind_) ? points_.size() >= 3 && areaOf(points_) >= kLeastSide * kLeastSide
                                        : points_.size() >= 2 && std::max(size.width(), size.height()) >= kLeastSide;
    if (!enough) return false;
    const QPolygonF outline = std::exchange(points_, {});
    host().addDrawn(kind_, outline);
    return true;
}

CanvasOverlay PolygonTool::overlay() const {
    CanvasOverlay overlay = aim();
    if (points_.isEmpty()) return overlay;
    overlay.drawn = points_;
    overlay.drawn << next_;
    overlay.closed = false;
    for (int i = 0; i < points_.size(); ++i)
        overlay.handles.push_back({CanvasHandle::Kind::Vertex, i, points_[i]});
    if (isAtFirst(scene().view.toView(next_))) overlay.chosen = 0;
    return overlay;
}

}  // namespace atelier::widgets
