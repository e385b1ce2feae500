#pragma once

#include "canvas/tools/drawing_tool.h"

namespace atelier::widgets {

/// Turned boxes: drag one edge (Shift: in steps of 15 degrees), then move to the box's depth and click. Enter or Insert
/// puts one in the middle.
class RotatedBoxTool : public DrawingTool {
public:
    using DrawingTool::DrawingTool;
    void press(const ToolPointer& pointer) override;
    void move(const ToolPointer& pointer) override;
    void release(const ToolPointer& pointer) override;
    void doubleClick(const ToolPointer& pointer) override {}
    bool keyPress(const QKeyEvent& event) override;
    void cancel() override { stage_ = Stage::Nothing; }
    bool isBusy() const override { return stage_ != Stage::Nothing; }
    CanvasOverlay overlay() const override;

private:
    enum class Stage { Nothing, Edge, Depth };
    Stage stage_ = Stage::Nothing;
    QPointF pressedAt_;  // in the view
    QPointF from_, to_;  // the edge
    QPolygonF box_;
};

}  // namespace atelier::widgets
