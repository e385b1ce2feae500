#pragma once

#include <QLineF>
#include <QPolygonF>
#include <QString>

#include <vector>

namespace atelier::widgets {

enum class RegionKind {
    Box,         ///< four corners of an upright rectangle
    RotatedBox,  ///< four corners of a rectangle that is turned
    Polygon,
    Circle,  ///< two points: the middle and one on the edge
    Line,    ///< two points or more, not closed
    Point,
};

/// An area of the picture, in its pixels. `color` counts through Theme::series().
struct CanvasRegion {
    QPolygonF points;     ///< by its kind, not closed: a polygon's first point is not said again
    QString label, text;  ///< label: what it is; text: what stands there; either may be empty
    int color = 0;
    RegionKind kind = RegionKind::Polygon;
    /// Drawn with it, but not shaped here: further outlines of the object, its keypoints and lines between them.
    std::vector<QPolygonF> parts = {};
    QPolygonF dots = {};
    std::vector<QLineF> joints = {};

    bool operator==(const CanvasRegion&) const = default;
};

}  // namespace atelier::widgets
