#pragma once

#include "canvas/region.h"
#include "data/sample.h"

#include <QPolygonF>

#include <vector>

namespace atelier::ui {

/// Between the project's regions, in pixels of the file, and the canvas', in pixels of what is shown of it (a crop).
QPolygonF outlineOf(const data::Region& region, const data::Media& media);
std::vector<std::array<double, 2>> pointsOf(const QPolygonF& outline, const data::Media& media);

/// A region as it is drawn: its shape, further parts, the outline of its mask, and keypoints, joined as `classes` says.
widgets::CanvasRegion drawnRegion(const data::Region& region, const data::Media& media, int color,
                                  const std::vector<data::DatasetClass>& classes = {});
/// Gives a region the outline that a person drew. What is only pushed along keeps its parts and keypoints.
void setOutline(data::Region& region, const QPolygonF& outline, const data::Media& media);

widgets::RegionKind kindOf(data::Region::Shape shape);
data::Region::Shape shapeOf(widgets::RegionKind kind);
/// "Circle", as a person reads it.
QString shapeName(data::Region::Shape shape);

}  // namespace atelier::ui
