#pragma once

#include "canvas/canvas_scene.h"

#include <vector>

class QPainter;

namespace atelier::widgets {

enum class RegionLook {
    Plain,
    Lit,    ///< pointed at or chosen
    Dense,  ///< one of thousands: a thin line, drawn in bulk
};

/// From so many regions at a time on, they are drawn dense.
constexpr std::size_t kDenseFrom = 400;

void paintRegions(QPainter& painter, const CanvasScene& scene, const std::vector<int>& regions, RegionLook look);
/// What the drawing of a region with such bounds touches in the view, whatever its look.
QRectF paintedArea(const ViewTransform& view, const QRectF& bounds);

}  // namespace atelier::widgets
