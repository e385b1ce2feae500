#include "canvas/tools/drawing_tool.h"

#include "canvas/outline.h"
#include "canvas/snapping.h"

#include <QApplication>
#include <QKeyEvent>

namespace atelier::widgets {

bool isDrag(const QPointF& from, const QPointF& to) {
    return (to - from).manhattanLength() >= QApplication::startDragDistance();
}

bool isDrawKey(const QKeyEvent& event) {
    return event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter || event.key() == Qt::Key_Insert;
}

QPointF DrawingTool::take(const ToolPointer& pointer) {
    const QPointF at = clampedInto(pointer.at, scene().bounds());
    Snap snapped;
    if (!(pointer.modifiers & Qt::ControlModifier)) snapped = snap(scene(), {at});
    guides_ = std::move(snapped.guides);
    hover_ = at + snapped.by;
    return *hover_;
}

void DrawingTool::choose(const ToolPointer& pointer) {
    const int region = scene().regionAt(pointer.at);
    host().select(region < 0 ? std::vector<int>() : std::vector<int>{region});
}

QRectF DrawingTool::middleBox() const {
    const QRectF seen = scene().seen().intersected(scene().bounds());
    const QSizeF half = seen.size() / 2;
    return {seen.center() - QPointF(half.width() / 2, half.height() / 2), half};
}

CanvasOverlay DrawingTool::aim() const {
    CanvasOverlay overlay;
    overlay.crosshair = hover_;
    if (hover_) overlay.guides = guides_;
    return overlay;
}

}  // namespace atelier::widgets
