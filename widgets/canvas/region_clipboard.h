#pragma once

#include "canvas/canvas_scene.h"

#include <vector>

class QMimeData;

namespace atelier::widgets {

/// Regions as JSON under a type of our own: {"regions": [{"kind", "points": [[x, y], ...], "label", "text", "color"}]}.
/// The caller owns the result.
QMimeData* toMimeData(const std::vector<CanvasRegion>& regions);
/// The regions, or none where the data are not regions or are damaged.
std::vector<CanvasRegion> regionsFrom(const QMimeData* data);

/// Where copies go on the picture that is shown: to the place they had; moved a little further while a region has that
/// very outline already; into the picture, where they come from a larger one.
std::vector<CanvasRegion> placedCopies(std::vector<CanvasRegion> copies, const CanvasScene& scene);

}  // namespace atelier::widgets
