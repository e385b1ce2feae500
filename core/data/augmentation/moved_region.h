#pragma once

#include "data/sample.h"
#include "vision/augment/augmentation.h"

#include <optional>
#include <vector>

namespace atelier::data {

/// Area of a simple polygon, whichever way round it goes.
double areaOf(const std::vector<vision::Point>& polygon);
/// The part of a polygon inside `box`; empty where there is none. A hollow one may come back with edges that run
/// along the box's side twice. Source: Sutherland, Hodgman, Reentrant Polygon Clipping, 1974.
std::vector<vision::Point> clipped(std::vector<vision::Point> polygon, const Box& box);

/// Corners of any shape, in order around it.
std::vector<vision::Point> outlineOf(const Region& region);

struct MoveOptions {
    double leastShare = 0.5;    ///< of the region's area that must still be seen
    bool rotatedBoxes = false;  ///< a box that was turned stays the turned box, not the bounds of what is left of it
};

/// Where a region of a `width` x `height` picture lies after the picture was placed again; nothing where too little of
/// it is left. A box becomes the bounds of the part of it that is seen; rotated boxes and polygons move exactly, and
/// become the polygon that is left where they reach over the edge.
std::optional<Region> moved(const Region& region, int width, int height, const vision::Placement& placement,
                            const MoveOptions& options);

}  // namespace atelier::data
