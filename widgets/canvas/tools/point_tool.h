#pragma once

#include "canvas/tools/drawing_tool.h"

namespace atelier::widgets {

/// Points, a click each; Enter or Insert puts one in the middle. With Alt a click chooses what is under it.
class PointTool : public DrawingTool {
public:
    using DrawingTool::DrawingTool;
    void press(const ToolPointer& pointer) override;
    void move(const ToolPointer& pointer) override { take(pointer); }
    void release(const ToolPointer& pointer) override {}
    bool keyPress(const QKeyEvent& event) override;
    void cancel() override {}
    bool isBusy() const override { return false; }
    CanvasOverlay overlay() const override { return aim(); }
};

}  // namespace atelier::widgets
