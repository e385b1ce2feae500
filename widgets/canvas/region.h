#pragma once

#include <QPolygonF>
#include <QString>

namespace atelier::widgets {

enum class RegionKind {
    Box,         ///< four corners of an upright rectangle
    RotatedBox,  ///< four corners of a rectangle that is turned
    Polygon,
};

/// An area of the picture, in its pixels. `color` counts through Theme::series().
struct CanvasRegion {
    QPolygonF points;     ///< the outline, not closed: the first point is not said again
    QString label, text;  ///< label: what it is; text: what stands there; either may be empty
    int color = 0;
    RegionKind kind = RegionKind::Polygon;

    bool operator==(const CanvasRegion&) const = default;
};

}  // namespace atelier::widgets
