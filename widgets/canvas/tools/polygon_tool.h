#pragma once

#include "canvas/tools/drawing_tool.h"

namespace atelier::widgets {

/// Polygons, a click a point. A click on the first point, a double click or Enter closes; Backspace takes the last
/// point back.
class PolygonTool : public DrawingTool {
public:
    using DrawingTool::DrawingTool;
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

    QPolygonF points_;
    QPointF next_;
};

}  // namespace atelier::widgets
