#pragma once

#include "canvas/region.h"
#include "data/sample.h"

#include <QPolygonF>

namespace atelier::ui {

/// Between the project's regions, in pixels of the file, and the canvas', in pixels of what is shown of it (a crop).
QPolygonF outlineOf(const data::Region& region, const data::Media& media);
std::vector<std::array<double, 2>> pointsOf(const QPolygonF& outline, const data::Media& media);

widgets::RegionKind kindOf(data::Region::Shape shape);
data::Region::Shape shapeOf(widgets::RegionKind kind);

}  // namespace atelier::ui
