#include "pages/data/sample/region_outline.h"

#include "common/error.h"
#include "data/augmentation/moved_region.h"
#include "data/change.h"
#include "data/mask_runs.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <optional>

namespace atelier::ui {

using Shape = data::Region::Shape;
using widgets::RegionKind;

namespace {

// The decoder cuts at whole pixels.
QPointF origin(const data::Media& media) {
    return media.crop ? QPointF(std::floor(media.crop->left), std::floor(media.crop->top)) : QPointF();
}

QPolygonF polygonOf(const std::vector<std::array<double, 2>>& points, const QPointF& origin) {
    QPolygonF polygon;
    for (const auto& [x, y] : points)
        polygon.append(QPointF(x, y) - origin);
    return polygon;
}

// How far all points went; nothing where they did not go together.
std::optional<QPointF> wayOf(const QPolygonF& before, const QPolygonF& after) {
    constexpr double kSame = 1e-6;
    if (before.size() != after.size() || before.isEmpty()) return std::nullopt;
    const QPointF way = after[0] - before[0];
    for (int i = 1; i < before.size(); ++i)
        if ((after[i] - before[i] - way).manhattanLength() > kSame) return std::nullopt;
    return way;
}

void addKeypoints(const data::Region& region, const QPointF& origin, const std::vector<data::DatasetClass>& classes,
                  widgets::CanvasRegion& drawn) {
    const std::vector<data::Keypoint>& points = region.details->keypoints;
    for (const data::Keypoint& point : points)
        if (point.visibility > 0) drawn.dots << QPointF(point.x, point.y) - origin;
    const auto its = std::find_if(classes.begin(), classes.end(),
                                  [&](const data::DatasetClass& one) { return one.name == region.label; });
    if (its == classes.end()) return;
    for (const auto& [from, to] : its->skeleton) {
        if (from < 0 || to < 0 || from >= std::ssize(points) || to >= std::ssize(points)) continue;
        const data::Keypoint &a = points[static_cast<std::size_t>(from)], &b = points[static_cast<std::size_t>(to)];
        if (a.visibility > 0 && b.visibility > 0)
            drawn.joints.emplace_back(QPointF(a.x, a.y) - origin, QPointF(b.x, b.y) - origin);
    }
}

}  // namespace

QPolygonF outlineOf(const data::Region& region, const data::Media& media) {
    if (region.shape != Shape::Box) return polygonOf(region.points, origin(media));
    return polygonOf(data::outlineOf(region), origin(media));
}

std::vector<std::array<double, 2>> pointsOf(const QPolygonF& outline, const data::Media& media) {
    std::vector<std::array<double, 2>> points;
    for (const QPointF& point : outline.translated(origin(media)))
        points.push_back({point.x(), point.y()});
    return points;
}

widgets::CanvasRegion drawnRegion(const data::Region& region, const data::Media& media, int color,
                                  const std::vector<data::DatasetClass>& classes) {
    widgets::CanvasRegion drawn{outlineOf(region, media), QString::fromStdString(region.label),
                                QString::fromStdString(region.transcription), color, kindOf(region.shape)};
    if (region.details.isDefault()) return drawn;
    const QPointF from = origin(media);
    for (const auto& part : region.details->parts)
        drawn.parts.push_back(polygonOf(part, from));
    if (region.details->mask) {
        try {
            for (const auto& part : data::outlinesOf(*region.details->mask))
                drawn.parts.push_back(polygonOf(part, from));
        } catch (const Error&) {
            // What was stored damaged shows its box alone.
        }
    }
    addKeypoints(region, from, classes, drawn);
    return drawn;
}

void setOutline(data::Region& region, const QPolygonF& outline, const data::Media& media) {
    if (const auto way = wayOf(outlineOf(region, media), outline))
        data::shift(region, way->x(), way->y());
    else
        data::moveRegion(region, region.shape, pointsOf(outline, media));
}

RegionKind kindOf(Shape shape) {
    switch (shape) {
        case Shape::Box:
            return RegionKind::Box;
        case Shape::RotatedBox:
            return RegionKind::RotatedBox;
        case Shape::Polygon:
            return RegionKind::Polygon;
        case Shape::Circle:
            return RegionKind::Circle;
        case Shape::Line:
            return RegionKind::Line;
        case Shape::Point:
            return RegionKind::Point;
    }
    return RegionKind::Polygon;
}

Shape shapeOf(RegionKind kind) {
    for (const Shape shape : {Shape::Box, Shape::RotatedBox, Shape::Circle, Shape::Line, Shape::Point})
        if (kindOf(shape) == kind) return shape;
    return Shape::Polygon;
}

QString shapeName(Shape shape) {
    switch (shape) {
        case Shape::Box:
            return QCoreApplication::translate("RegionShape", "Box");
        case Shape::RotatedBox:
            return QCoreApplication::translate("RegionShape", "Rotated box");
        case Shape::Polygon:
            return QCoreApplication::translate("RegionShape", "Polygon");
        case Shape::Circle:
            return QCoreApplication::translate("RegionShape", "Circle");
        case Shape::Line:
            return QCoreApplication::translate("RegionShape", "Line");
        case Shape::Point:
            return QCoreApplication::translate("RegionShape", "Point");
    }
    return {};
}

}  // namespace atelier::ui
