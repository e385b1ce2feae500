#include "canvas/handles.h"

#include "canvas/outline.h"

#include <cmath>
#include <numbers>

namespace atelier::widgets {
namespace {

using Kind = CanvasHandle::Kind;

constexpr double kTurnOff = 26;                       // of the handle that turns, from its edge
constexpr double kReach = 8;                          // of the pointer
constexpr double kLongEdge = 28;                      // from this length on an edge has a handle
constexpr double kAngleStep = std::numbers::pi / 12;  // 15 degrees

double length(const QPointF& vector) {
    return std::hypot(vector.x(), vector.y());
}

double angle(const QPointF& vector) {
    return std::atan2(vector.y(), vector.x());
}

// Outside the first edge, or outside the next where that is not in the view.
QPointF turnHandle(const CanvasScene& scene, const QPolygonF& outline) {
    const QPointF middle = (outline[0] + outline[2]) / 2;
    const auto place = [&](int edge) {
        const QPointF at = (outline[edge] + outline[(edge + 1) % 4]) / 2, out = at - middle;
        const double far = length(out);
        return far > 0 ? at + out / far * (kTurnOff / scene.view.scale()) : at;
    };
    for (int edge = 0; edge < 4; ++edge)
        if (scene.seen().contains(place(edge))) return place(edge);
    return place(0);
}

}  // namespace

std::vector<CanvasHandle> handlesOf(const CanvasScene& scene, int region) {
    const QPolygonF& outline = scene.outline(region);
    const RegionKind kind = scene.region(region).kind;
    const bool polygon = kind == RegionKind::Polygon || !isClosed(kind);
    const int count = static_cast<int>(outline.size());
    std::vector<CanvasHandle> handles;
    if (kind == RegionKind::Circle) {
        if (count == 2) handles.push_back({Kind::Vertex, 1, outline[1]});
        return handles;
    }
    if (!polygon && count != 4) return handles;
    for (int i = 0; i < count; ++i) {
        if (i + 1 == count && !isClosed(kind)) break;
        const QPointF a = outline[i], b = outline[(i + 1) % count];
        if (length(b - a) * scene.view.scale() < kLongEdge) continue;
        handles.push_back({polygon ? Kind::Middle : Kind::Edge, i, (a + b) / 2});
    }
    for (int i = 0; i < count; ++i)
        handles.push_back({polygon ? Kind::Vertex : Kind::Corner, i, outline[i]});
    if (kind == RegionKind::RotatedBox) handles.push_back({Kind::Turn, 0, turnHandle(scene, outline)});
    return handles;
}

std::optional<CanvasHandle> handleAt(const CanvasScene& scene, int region, const QPointF& viewPoint) {
    std::optional<CanvasHandle> best;
    double bestFar = kReach;
    const auto minor = [](const CanvasHandle& handle) {
        return handle.kind == Kind::Edge || handle.kind == Kind::Middle;
    };
    for (const CanvasHandle& handle : handlesOf(scene, region)) {
        const double far = length(scene.view.toView(handle.at) - viewPoint);
        if (far > kReach) continue;
        if (best && minor(*best) == minor(handle) && far >= bestFar) continue;
        best = handle;
        bestFar = far;
    }
    return best;
}

Qt::CursorShape cursorOf(const CanvasHandle& handle, const QPolygonF& outline) {
    if (handle.kind == Kind::Turn) return Qt::PointingHandCursor;
    if (handle.kind == Kind::Vertex || handle.kind == Kind::Middle) return Qt::CrossCursor;
    // The direction in which the handle is drawn outwards, in eighths of a turn; opposite ones look the same.
    const QPointF out = handle.at - (outline[0] + outline[2]) / 2;
    static constexpr Qt::CursorShape kShapes[] = {Qt::SizeHorCursor, Qt::SizeFDiagCursor, Qt::SizeVerCursor,
                                                  Qt::SizeBDiagCursor};
    QPointF way = out;
    if (handle.kind == Kind::Edge) {
        const QPointF side = outline[(handle.index + 1) % 4] - outline[handle.index];
        way = {side.y(), -side.x()};
    } else {
        way = {std::copysign(1.0, out.x()), std::copysign(1.0, out.y())};
    }
    const int eighth = static_cast<int>(std::lround(angle(way) / (std::numbers::pi / 4)));
    return kShapes[((eighth % 4) + 4) % 4];
}

QPolygonF withHandleAt(const CanvasHandle& handle, RegionKind kind, const QPolygonF& outline, const QPointF& to,
                       const QRectF& bounds, bool steps) {
    switch (handle.kind) {
        case Kind::Corner:
            return withCornerAt(kind, outline, handle.index, to, bounds);
        case Kind::Edge:
            return withEdgeAt(kind, outline, handle.index, to, bounds);
        case Kind::Turn: {
            const QPointF middle = (outline[0] + outline[2]) / 2;
            double by = angle(to - middle) - angle(handle.at - middle);
            if (steps) {
                const double own = angle(outline[1] - outline[0]);
                by = std::round((own + by) / kAngleStep) * kAngleStep - own;
            }
            return turned(outline, by, bounds);
        }
        case Kind::Vertex: {
            if (kind == RegionKind::Circle) return circleThrough(outline[0], to, bounds);
            QPolygonF polygon(outline);
            polygon[handle.index] = clampedInto(to, bounds);
            return polygon;
        }
        case Kind::Middle: {
            QPolygonF polygon(outline);
            polygon.insert(handle.index + 1, clampedInto(to, bounds));
            return polygon;
        }
    }
    return outline;
}

}  // namespace atelier::widgets
