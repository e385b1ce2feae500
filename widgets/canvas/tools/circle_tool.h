#pragma once

#include "canvas/tools/drawing_tool.h"

namespace atelier::widgets {

/// Circles: drag from the middle to the edge; Enter or Insert puts one in the middle.
class CircleTool : public DrawingTool {
public:
    using DrawingTool::DrawingTool;
    void press(const ToolPointer& pointer) override;
    void move(const ToolPointer& pointer) override;
    void release(const ToolPointer& pointer) override;
    bool keyPress(const QKeyEvent& event) override;
    void cancel() override { start_.reset(); }
    bool isBusy() const override { return start_.has_value(); }
    CanvasOverlay overlay() const override;

private:
    struct Start {
        QPointF at, view;
    };
    std::optional<Start> start_;
    QPolygonF circle_;
};

}  // namespace atelier::widgets
