#pragma once

#include "canvas/canvas_scene.h"

#include <optional>
#include <vector>

namespace atelier::widgets {

/// A place of a chosen region that can be dragged.
struct CanvasHandle {
    enum class Kind {
        Corner,  ///< of a box; index: the corner
        Edge,    ///< of a box; index: the corner before it
        Turn,    ///< of a turned box
        Vertex,  ///< of a polygon; index: the point
        Middle,  ///< of a polygon's edge; index: the point before it
    };
    Kind kind;
    int index;
    QPointF at;  ///< pixels of the picture
};

/// Handles of edges stand where the edge is long enough in the view. In the order in which they are drawn.
std::vector<CanvasHandle> handlesOf(const CanvasScene& scene, int region);
/// The handle under a place of the view; corners and points win over edges.
std::optional<CanvasHandle> handleAt(const CanvasScene& scene, int region, const QPointF& viewPoint);
Qt::CursorShape cursorOf(const CanvasHandle& handle, const QPolygonF& outline);
/// The outline after the handle was dragged to `to`. `steps`: turned boxes take angles of whole 15 degrees.
QPolygonF withHandleAt(const CanvasHandle& handle, RegionKind kind, const QPolygonF& outline, const QPointF& to,
                       const QRectF& bounds, bool steps);

}  // namespace atelier::widgets
