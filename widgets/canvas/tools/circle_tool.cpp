#include "canvas/tools/circle_tool.h"

#include "canvas/outline.h"

#include <QLineF>

#include <algorithm>

namespace atelier::widgets {

void CircleTool::press(const ToolPointer& pointer) {
    const QPointF at = take(pointer);
    start_ = Start{at, pointer.view};
    circle_ = {at, at};
}

void CircleTool::move(const ToolPointer& pointer) {
    const QPointF at = take(pointer);
    if (start_) circle_ = circleThrough(start_->at, at, scene().bounds());
}

void CircleTool::release(const ToolPointer& pointer) {
    if (!start_) return;
    move(pointer);
    const bool dragged = isDrag(start_->view, pointer.view);
    start_.reset();
    if (!dragged) return choose(pointer);
    if (QLineF(circle_[0], circle_[1]).length() >= kLeastSide) host().addDrawn(RegionKind::Circle, circle_);
}

bool CircleTool::keyPress(const QKeyEvent& event) {
    if (!isDrawKey(event) || isBusy()) return false;
    const QRectF box = middleBox();
    const QPointF out(std::min(box.width(), box.height()) / 2, 0);
    host().addDrawn(RegionKind::Circle, circleThrough(box.center(), box.center() + out, scene().bounds()));
    return true;
}

CanvasOverlay CircleTool::overlay() const {
    CanvasOverlay overlay = aim();
    if (start_) overlay.drawn = shownOutline(RegionKind::Circle, circle_);
    return overlay;
}

}  // namespace atelier::widgets
