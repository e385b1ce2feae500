#pragma once

#include "canvas/tools/tool.h"

#include <optional>

namespace atelier::widgets {

/// What the tools that draw have in common: the crosshair, and a point that sticks to what is near it.
class DrawingTool : public CanvasTool {
public:
    using CanvasTool::CanvasTool;
    void leave() override { hover_.reset(); }

protected:
    /// In the picture, and at what it sticks to unless Ctrl is held.
    QPointF take(const ToolPointer& pointer);
    /// A click that draws nothing chooses what is under it.
    void choose(const ToolPointer& pointer);
    /// Half as wide and high as the part of the picture that is seen, in its middle.
    QRectF middleBox() const;
    CanvasOverlay aim() const;

private:
    std::optional<QPointF> hover_;
    std::vector<QLineF> guides_;
};

/// Enter and Insert draw where there is no pointer.
bool isDrawKey(const QKeyEvent& event);

}  // namespace atelier::widgets
