#include "data/augmentation/moved_region.h"

#include <algorithm>
#include <cmath>

namespace atelier::data {
namespace {

using vision::Point;

// What lies on the inner side of the line where coordinate `axis` is `limit`.
std::vector<Point> clippedAt(const std::vector<Point>& polygon, std::size_t axis, double limit, double sign) {
    std::vector<Point> kept;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Point& from = polygon[(i + polygon.size() - 1) % polygon.size()];
        const Point& to = polygon[i];
        const double before = sign * (from[axis] - limit), after = sign * (to[axis] - limit);
        if ((before < 0) != (after < 0)) {
            const double share = before / (before - after);
            Point crossing;
            crossing[axis] = limit;
            crossing[1 - axis] = from[1 - axis] + share * (to[1 - axis] - from[1 - axis]);
            kept.push_back(crossing);
        }
        if (after >= 0) kept.push_back(to);
    }
    return kept;
}

bool holds(const Box& box, const Point& point) {
    return point[0] >= box.left && point[0] <= box.right && point[1] >= box.top && point[1] <= box.bottom;
}

// A line or a point has no area: it is seen or it is not.
double shareLeft(const std::vector<Point>& whole, const std::vector<Point>& left) {
    const double area = areaOf(whole);
    if (area > 0) return areaOf(left) / area;
    return left.empty() ? 0 : 1;
}

}  // namespace

double areaOf(const std::vector<Point>& polygon) {
    double twice = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Point& a = polygon[i];
        const Point& b = polygon[(i + 1) % polygon.size()];
        twice += a[0] * b[1] - b[0] * a[1];
    }
    return std::abs(twice) / 2;
}

std::vector<Point> clipped(std::vector<Point> polygon, const Box& box) {
    if (std::all_of(polygon.begin(), polygon.end(), [&](const Point& point) { return holds(box, point); }))
        return polygon;
    polygon = clippedAt(polygon, 0, box.left, 1);
    polygon = clippedAt(polygon, 0, box.right, -1);
    polygon = clippedAt(polygon, 1, box.top, 1);
    return clippedAt(polygon, 1, box.bottom, -1);
}

std::vector<Point> outlineOf(const Region& region) {
    if (region.shape != Region::Shape::Box) return region.points;
    const Box box = region.bounds();
    return {{box.left, box.top}, {box.right, box.top}, {box.right, box.bottom}, {box.left, box.bottom}};
}

std::optional<Region> moved(const Region& region, int width, int height, const vision::Placement& placement,
                            const MoveOptions& options) {
    const bool unmoved = placement.map.isIdentity() && placement.width == width && placement.height == height;
    if (unmoved) return region;
    // Beyond the picture there is nothing to see, and in perspective there may be a horizon.
    auto whole = clipped(outlineOf(region), {0, 0, double(width), double(height)});
    if (whole.empty()) return {};
    for (Point& point : whole)
        point = placement.map(point);
    const auto left = clipped(whole, {0, 0, double(placement.width), double(placement.height)});
    if (left.empty() || shareLeft(whole, left) < options.leastShare) return {};

    Region result = region;
    result.points = left;
    if (region.shape == Region::Shape::Polygon) return result;
    const Box bounds = result.bounds();
    const bool upright = areaOf(left) >= bounds.width() * bounds.height() * (1 - 1e-9);
    if (region.shape == Region::Shape::Box && (upright || !options.rotatedBoxes)) {
        result.points = {{bounds.left, bounds.top}, {bounds.right, bounds.bottom}};
        return result;
    }
    const bool inside = whole == left && left.size() == 4;
    result.shape = inside ? Region::Shape::RotatedBox : Region::Shape::Polygon;
    return result;
}

}  // namespace atelier::data
