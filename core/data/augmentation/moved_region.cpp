#include "data/augmentation/moved_region.h"

#include "data/mask_runs.h"

#include <algorithm>
#include <cmath>
#include <numbers>

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

double radiusOf(const Region& circle) {
    return std::hypot(circle.points[1][0] - circle.points[0][0], circle.points[1][1] - circle.points[0][1]);
}

double lengthOf(const std::vector<Point>& line) {
    double length = 0;
    for (std::size_t i = 1; i < line.size(); ++i)
        length += std::hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]);
    return length;
}

// The part of a stretch that is inside the box. Source: Liang, Barsky, A new concept and method for line clipping,
// 1984.
std::optional<std::array<Point, 2>> clippedStretch(const Point& from, const Point& to, const Box& box) {
    double begin = 0, end = 1;
    const Point step{to[0] - from[0], to[1] - from[1]};
    const std::array<std::array<double, 2>, 4> sides{{{-step[0], from[0] - box.left},
                                                      {step[0], box.right - from[0]},
                                                      {-step[1], from[1] - box.top},
                                                      {step[1], box.bottom - from[1]}}};
    for (const auto& [outwards, room] : sides) {
        if (outwards == 0 && room < 0) return {};
        if (outwards < 0) begin = std::max(begin, room / outwards);
        if (outwards > 0) end = std::min(end, room / outwards);
    }
    if (begin > end) return {};
    const auto at = [&](double share) {
        return share == 1 ? to : Point{from[0] + share * step[0], from[1] + share * step[1]};
    };
    return std::array<Point, 2>{at(begin), at(end)};
}

// The longest piece of a line inside the box.
std::vector<Point> clippedLine(const std::vector<Point>& line, const Box& box) {
    std::vector<Point> longest, piece;
    const auto finish = [&] {
        if (longest.empty() || lengthOf(piece) > lengthOf(longest)) longest = piece;
        piece.clear();
    };
    for (std::size_t i = 1; i < line.size(); ++i) {
        const auto stretch = clippedStretch(line[i - 1], line[i], box);
        if (!stretch) {
            finish();
            continue;
        }
        if (piece.empty() || piece.back() != stretch->front()) {
            finish();
            piece.push_back(stretch->front());
        }
        piece.push_back(stretch->back());
    }
    finish();
    return longest;
}

std::optional<Region> movedLine(const Region& region, int width, int height, const vision::Placement& placement,
                                const MoveOptions& options) {
    Region result = region;
    const bool isPoint = region.shape == Region::Shape::Point;
    const auto clip = [&](const Box& box) {
        if (std::all_of(result.points.begin(), result.points.end(),
                        [&](const Point& point) { return holds(box, point); }))
            return;
        result.points = isPoint ? std::vector<Point>() : clippedLine(result.points, box);
    };
    // As outlines: what lies beyond the picture is not moved.
    clip({0, 0, double(width), double(height)});
    for (Point& point : result.points)
        point = placement.map(point);
    const double whole = lengthOf(result.points);
    clip({0, 0, double(placement.width), double(placement.height)});
    if (result.points.size() < (isPoint ? 1u : 2u) || lengthOf(result.points) < options.leastShare * whole) return {};
    return result;
}

// What is left of each outline.
struct Left {
    std::vector<std::vector<Point>> outlines;
    bool whole = true;       // nothing lay beyond the picture
    bool wholeAfter = true;  // nothing lies beyond the new one
};

// Nothing where too little is left. What has no area is seen or it is not.
std::optional<Left> movedOutlines(const Region& region, int width, int height, const vision::Placement& placement,
                                  const MoveOptions& options) {
    Left left;
    double area = 0, areaLeft = 0;
    for (const auto& outline : outlinesOf(region)) {
        // Beyond the picture there is nothing to see, and in perspective there may be a horizon.
        auto whole = clipped(outline, {0, 0, double(width), double(height)});
        left.whole = left.whole && whole == outline;
        for (Point& point : whole)
            point = placement.map(point);
        auto seen = clipped(whole, {0, 0, double(placement.width), double(placement.height)});
        left.wholeAfter = left.wholeAfter && seen == whole;
        area += areaOf(whole);
        areaLeft += areaOf(seen);
        if (!seen.empty()) left.outlines.push_back(std::move(seen));
    }
    if (left.outlines.empty() || (area > 0 && areaLeft / area < options.leastShare)) return {};
    return left;
}

bool keepsAngles(const vision::Homography& map) {
    constexpr double kEqual = 1e-6;
    if (std::abs(map.m[6]) > kEqual * std::abs(map.m[8]) || std::abs(map.m[7]) > kEqual * std::abs(map.m[8]))
        return false;
    const auto [across, down] = map.derivative({0, 0});
    const double scale = std::hypot(across[0], across[1]);
    return std::abs(std::hypot(down[0], down[1]) - scale) < kEqual * scale &&
           std::abs(across[0] * down[0] + across[1] * down[1]) < kEqual * scale * scale;
}

Region reshaped(const Region& region, const Left& left, const vision::Placement& placement,
                const MoveOptions& options) {
    Region result = region;
    result.points = left.outlines.front();
    if (region.shape == Region::Shape::Circle && left.whole && left.wholeAfter && keepsAngles(placement.map)) {
        result.points = region.points;
        for (Point& point : result.points)
            point = placement.map(point);
        return result;
    }
    result.shape = Region::Shape::Polygon;
    if (region.shape == Region::Shape::Polygon) {
        if (!region.details->parts.empty())
            result.details.edit().parts.assign(left.outlines.begin() + 1, left.outlines.end());
        return result;
    }
    if (region.shape == Region::Shape::Circle) return result;
    const Box bounds = result.bounds();
    const bool upright = areaOf(result.points) >= bounds.width() * bounds.height() * (1 - 1e-9);
    if (region.shape == Region::Shape::Box && (upright || !options.rotatedBoxes)) {
        result.shape = Region::Shape::Box;
        result.points = {{bounds.left, bounds.top}, {bounds.right, bounds.bottom}};
        return result;
    }
    const bool inside = left.wholeAfter && result.points.size() == 4;
    if (inside) result.shape = Region::Shape::RotatedBox;
    return result;
}

// The pixels of the new picture that show a pixel of the mask.
std::optional<Mask> movedMask(const Mask& mask, const vision::Placement& placement, const Box& bounds) {
    const std::vector<std::uint8_t> pixels = pixelMapOf(mask);
    const vision::Homography back = placement.map.inverse();
    std::vector<std::uint8_t> result(static_cast<std::size_t>(placement.width) *
                                     static_cast<std::size_t>(placement.height));
    const int top = std::max(0, static_cast<int>(std::floor(bounds.top)));
    const int bottom = std::min(placement.height, static_cast<int>(std::ceil(bounds.bottom)));
    const int left = std::max(0, static_cast<int>(std::floor(bounds.left)));
    const int right = std::min(placement.width, static_cast<int>(std::ceil(bounds.right)));
    bool any = false;
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x) {
            const Point from = back({x + 0.5, y + 0.5});
            if (from[0] < 0 || from[1] < 0 || from[0] >= mask.width || from[1] >= mask.height) continue;
            const auto at = static_cast<std::size_t>(from[1]) * static_cast<std::size_t>(mask.width) +
                            static_cast<std::size_t>(from[0]);
            if (!pixels[at]) continue;
            result[static_cast<std::size_t>(y) * static_cast<std::size_t>(placement.width) +
                   static_cast<std::size_t>(x)] = 1;
            any = true;
        }
    if (!any) return {};
    return maskOf(result, placement.width, placement.height);
}

void moveDetails(const Region& region, int width, int height, const vision::Placement& placement, Region& result) {
    RegionDetails details = *result.details;
    const Box shown{0, 0, double(placement.width), double(placement.height)};
    for (Keypoint& keypoint : details.keypoints) {
        if (keypoint.visibility == 0) continue;
        const Point to = placement.map({keypoint.x, keypoint.y});
        keypoint = holds(shown, to) ? Keypoint{to[0], to[1], keypoint.visibility} : Keypoint{0, 0, 0};
    }
    if (details.mask) {
        const Mask& mask = *region.details->mask;
        const bool fits = result.shape == Region::Shape::Box && mask.width == width && mask.height == height;
        details.mask = fits ? movedMask(mask, placement, result.bounds()) : std::nullopt;
    }
    result.details = std::move(details);
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
    if (region.shape == Region::Shape::Circle && region.points.size() == 2) {
        constexpr int kCorners = 64;
        const auto& [x, y] = region.points[0];
        const double radius = radiusOf(region);
        std::vector<Point> around;
        for (int i = 0; i < kCorners; ++i) {
            const double angle = 2 * std::numbers::pi * i / kCorners;
            around.push_back({x + radius * std::cos(angle), y + radius * std::sin(angle)});
        }
        return around;
    }
    if (region.shape != Region::Shape::Box) return region.points;
    const Box box = region.bounds();
    return {{box.left, box.top}, {box.right, box.top}, {box.right, box.bottom}, {box.left, box.bottom}};
}

std::vector<std::vector<Point>> outlinesOf(const Region& region) {
    std::vector<std::vector<Point>> all{outlineOf(region)};
    all.insert(all.end(), region.details->parts.begin(), region.details->parts.end());
    return all;
}

void shift(Region& region, double x, double y) {
    const auto shiftAll = [&](std::vector<Point>& points) {
        for (Point& point : points)
            point = {point[0] + x, point[1] + y};
    };
    shiftAll(region.points);
    if (region.details.isDefault()) return;
    RegionDetails& details = region.details.edit();
    for (auto& part : details.parts)
        shiftAll(part);
    for (Keypoint& keypoint : details.keypoints)
        if (keypoint.visibility > 0) keypoint = {keypoint.x + x, keypoint.y + y, keypoint.visibility};
    details.mask.reset();
}

std::optional<Region> moved(const Region& region, int width, int height, const vision::Placement& placement,
                            const MoveOptions& options) {
    const bool unmoved = placement.map.isIdentity() && placement.width == width && placement.height == height;
    if (unmoved) return region;
    std::optional<Region> result;
    if (region.shape == Region::Shape::Line || region.shape == Region::Shape::Point)
        result = movedLine(region, width, height, placement, options);
    else if (const auto left = movedOutlines(region, width, height, placement, options))
        result = reshaped(region, *left, placement, options);
    if (result && !region.details.isDefault()) moveDetails(region, width, height, placement, *result);
    return result;
}

}  // namespace atelier::data
