#include "pages/data/sample/region_outline.h"

#include <cmath>

namespace atelier::ui {

using Shape = data::Region::Shape;
using widgets::RegionKind;

namespace {

// The decoder cuts at whole pixels.
QPointF origin(const data::Media& media) {
    return media.crop ? QPointF(std::floor(media.crop->left), std::floor(media.crop->top)) : QPointF();
}

}  // namespace

QPolygonF outlineOf(const data::Region& region, const data::Media& media) {
    QPolygonF points;
    if (region.shape == Shape::Box) {
        const Box box = region.bounds();
        points = {{box.left, box.top}, {box.right, box.top}, {box.right, box.bottom}, {box.left, box.bottom}};
    } else {
        for (const auto& [x, y] : region.points)
            points.append({x, y});
    }
    return points.translated(-origin(media));
}

std::vector<std::array<double, 2>> pointsOf(const QPolygonF& outline, const data::Media& media) {
    std::vector<std::array<double, 2>> points;
    for (const QPointF& point : outline.translated(origin(media)))
        points.push_back({point.x(), point.y()});
    return points;
}

RegionKind kindOf(Shape shape) {
    return shape == Shape::Box          ? RegionKind::Box
           : shape == Shape::RotatedBox ? RegionKind::RotatedBox
                                        : RegionKind::Polygon;
}

Shape shapeOf(RegionKind kind) {
    return kind == RegionKind::Box ? Shape::Box : kind == RegionKind::RotatedBox ? Shape::RotatedBox : Shape::Polygon;
}

}  // namespace atelier::ui
