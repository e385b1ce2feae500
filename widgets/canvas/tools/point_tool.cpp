#include "canvas/tools/point_tool.h"

namespace atelier::widgets {

void PointTool::press(const ToolPointer& pointer) {
    if (pointer.modifiers & Qt::AltModifier) return choose(pointer);
    host().addDrawn(RegionKind::Point, QPolygonF() << take(pointer));
}

bool PointTool::keyPress(const QKeyEvent& event) {
    if (!isDrawKey(event)) return false;
    host().addDrawn(RegionKind::Point, QPolygonF() << middleBox().center());
    return true;
}

}  // namespace atelier::widgets
