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

/// Corners of any shape, in order around it: of a circle 64 points on its edge, of a polygon its first outline, of a
/// line or point its points.
std::vector<vision::Point> outlineOf(const Region& region);
/// The same with the further outlines of a polygon.
std::vector<std::vector<vision::Point>> outlinesOf(const Region& region);

/// Shifts everything that a region has on its picture; a mask goes, since its picture has another size now.
void shift(Region& region, double x, double y);

struct MoveOptions {
    double leastShare = 0.5;    ///< of the region's area that must still be seen
    bool rotatedBoxes = false;  ///< a box that was turned stays the turned box, not the bounds of what is left of it
};

/// Where a region of a `width` x `height` picture lies after the picture was placed again; nothing where too little of
/// it is left. A box becomes the bounds of the part of it that is seen; rotated boxes and polygons move exactly, and
/// become the polygon that is left where they reach over the edge, and so do circles, which also stay circles only
/// where the map keeps angles. Of a line the longest piece stays, of a point all or nothing. Keypoints beyond the new
/// picture become unlabelled; a mask is sampled at the new pixels.
std::optional<Region> moved(const Region& region, int width, int height, const vision::Placement& placement,
                            const MoveOptions& options);

}  // namespace atelier::data
