#pragma once

#include "canvas/tools/drawing_tool.h"

namespace atelier::widgets {

/// Polygons and lines, a click a point. A double click or Enter ends, of a polygon also a click on the first point;
/// Backspace takes the last point back.
class PolygonTool : public DrawingTool {
public:
    explicit PolygonTool(ToolHost& host, RegionKind kind = RegionKind::Polygon) : DrawingTool(host), kind_(kind) {}
    void press(const ToolPointer& pointer) override;
    void move(const ToolPointer& pointer) override { next_ = take(pointer); }
    void release(const ToolPointer& pointer) override {}
    void doubleClick(const ToolPointer& pointer) override;
    bool keyPress(const QKeyEvent& event) override;
    void cancel() override { points_.clear(); }
    bool isBusy() const override { return !points_.isEmpty(); }
    CanvasOverlay overlay() const override;

private:
    bool close();
    bool isAtFirst(const QPointF& viewPoint) const;

    RegionKind kind_;
    QPolygonF points_;
    QPointF next_;
};

}  // namespace atelier::widgets
