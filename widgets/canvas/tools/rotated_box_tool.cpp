#include "canvas/tools/rotated_box_tool.h"

#include "canvas/outline.h"

#include <cmath>
#include <numbers>

namespace atelier::widgets {
namespace {

constexpr double kStep = std::numbers::pi / 12;  // 15 degrees

QPointF inSteps(const QPointF& from, const QPointF& to, const QRectF& bounds) {
    const QPointF way = to - from;
    const double angle = std::round(std::atan2(way.y(), way.x()) / kStep) * kStep;
    const QPointF along(std::cos(angle), std::sin(angle));
    return from + along * reachableLength(from, along, std::hypot(way.x(), way.y()), bounds);
}

}  // namespace

void RotatedBoxTool::press(const ToolPointer& pointer) {
    if (stage_ == Stage::Depth) return move(pointer);
    from_ = to_ = take(pointer);
    pressedAt_ = pointer.view;
    box_.clear();
    stage_ = Stage::Edge;
}

void RotatedBoxTool::move(const ToolPointer& pointer) {
    const QPointF at = take(pointer);
    if (stage_ == Stage::Edge)
        to_ = pointer.modifiers & Qt::ShiftModifier ? inSteps(from_, at, scene().bounds()) : at;
    else if (stage_ == Stage::Depth)
        box_ = boxOverEdge(from_, to_, at, scene().bounds());
}

void RotatedBoxTool::release(const ToolPointer& pointer) {
    if (stage_ == Stage::Nothing) return;
    move(pointer);
    if (stage_ == Stage::Edge) {
        const bool dragged = isDrag(pressedAt_, pointer.view) && QLineF(from_, to_).length() >= kLeastSide;
        stage_ = dragged ? Stage::Depth : Stage::Nothing;
        if (!dragged) choose(pointer);
    } else if (!box_.isEmpty()) {
        stage_ = Stage::Nothing;
        host().addDrawn(RegionKind::RotatedBox, box_);
    }
}

bool RotatedBoxTool::keyPress(const QKeyEvent& event) {
    if (!isDrawKey(event) || isBusy()) return false;
    host().addDrawn(RegionKind::RotatedBox, boxOutline(middleBox()));
    return true;
}

CanvasOverlay RotatedBoxTool::overlay() const {
    CanvasOverlay overlay = aim();
    if (stage_ == Stage::Nothing) return overlay;
    overlay.drawn = box_.isEmpty() ? QPolygonF({from_, to_}) : box_;
    overlay.closed = !box_.isEmpty();
    return overlay;
}

}  // namespace atelier::widgets
