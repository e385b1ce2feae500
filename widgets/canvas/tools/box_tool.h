#pragma once

#include "canvas/tools/drawing_tool.h"

namespace atelier::widgets {

/// Upright boxes: drag from corner to corner, Shift for a square; Enter or Insert puts one in the middle.
class BoxTool : public DrawingTool {
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
    QRectF box_;
};

}  // namespace atelier::widgets
