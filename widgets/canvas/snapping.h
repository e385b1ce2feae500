#pragma once

#include "canvas/canvas_scene.h"

#include <QLineF>

#include <vector>

namespace atelier::widgets {

enum class SnapAxes { X, Y, Both };

struct Snap {
    QPointF by;                  ///< what to add, in pixels of the picture
    std::vector<QLineF> guides;  ///< along what was met, in pixels of the picture
};

/// Where points that are moved or drawn stick: to edges of boxes near them, to corners of other regions and to the
/// edges of the picture, from a few logical pixels off. A corner wins over edges. `except`: regions that are moved
/// themselves, ascending.
Snap snap(const CanvasScene& scene, const std::vector<QPointF>& points, SnapAxes axes = SnapAxes::Both,
          const std::vector<int>& except = {});

}  // namespace atelier::widgets
