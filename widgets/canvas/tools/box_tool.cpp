#include "canvas/tools/box_tool.h"

#include "canvas/outline.h"

#include <cmath>

namespace atelier::widgets {
namespace {

QPointF squareCorner(const QPointF& from, const QPointF& to, const QRectF& bounds) {
    const QPointF way = to - from;
    const double wanted = std::max(std::abs(way.x()), std::abs(way.y()));
    const double right = std::copysign(1.0, way.x()), down = std::copysign(1.0, way.y());
    const double side = std::min(std::abs(reachableLength(from, {right, 0}, wanted, bounds)),
                                 std::abs(reachableLength(from, {0, down}, wanted, bounds)));
    return from + QPointF(right * side, down * side);
}

}  // namespace

void BoxTool::press(const ToolPointer& pointer) {
    const QPointF at = take(pointer);
    start_ = Start{at, pointer.view};
    box_ = {at, at};
}

void BoxTool::move(const ToolPointer& pointer) {
    QPointF at = take(pointer);
    if (!start_) return;
    if (pointer.modifiers & Qt::ShiftModifier) at = squareCorner(start_->at, at, scene().bounds());
    box_ = QRectF(start_->at, at).normalized();
}

void BoxTool::release(const ToolPointer& pointer) {
    if (!start_) return;
    move(pointer);
    const bool dragged = isDrag(start_->view, pointer.view);
    start_.reset();
    if (!dragged) return choose(pointer);
    if (box_.width() >= kLeastSide && box_.height() >= kLeastSide) host().addDrawn(RegionKind::Box, boxOutline(box_));
}

bool BoxTool::keyPress(const QKeyEvent& event) {
    if (!isDrawKey(event) || isBusy()) return false;
    host().addDrawn(RegionKind::Box, boxOutline(middleBox()));
    return true;
}

CanvasOverlay BoxTool::overlay() const {
    CanvasOverlay overlay = aim();
    if (start_) overlay.drawn = boxOutline(box_);
    return overlay;
}

}  // namespace atelier::widgets
