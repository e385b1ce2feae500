#include "canvas/region_clipboard.h"

#include "canvas/outline.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>

#include <array>
#include <optional>

namespace atelier::widgets {
namespace {

const QString kType = "application/vnd.atelier.regions+json";
constexpr QPointF kFurther(12, 12);  // pixels of the picture, for a copy on its original
constexpr int kMostTimes = 100;      // then it lies where it lies

struct KindName {
    RegionKind kind;
    const char* name;
};
constexpr std::array kKinds{KindName{RegionKind::Box, "box"},         KindName{RegionKind::RotatedBox, "rotated-box"},
                            KindName{RegionKind::Polygon, "polygon"}, KindName{RegionKind::Circle, "circle"},
                            KindName{RegionKind::Line, "line"},       KindName{RegionKind::Point, "point"}};

bool hasEnough(RegionKind kind, qsizetype points) {
    switch (kind) {
        case RegionKind::Box:
        case RegionKind::RotatedBox:
            return points == 4;
        case RegionKind::Polygon:
            return points >= 3;
        case RegionKind::Circle:
            return points == 2;
        case RegionKind::Line:
            return points >= 2;
        case RegionKind::Point:
            return points == 1;
    }
    return false;
}

QJsonObject toJson(const CanvasRegion& region) {
    QJsonArray points;
    for (const QPointF& point : region.points)
        points.append(QJsonArray{point.x(), point.y()});
    QJsonObject object{{"points", points}, {"label", region.label}, {"text", region.text}, {"color", region.color}};
    for (const KindName& kind : kKinds)
        if (kind.kind == region.kind) object["kind"] = kind.name;
    return object;
}

std::optional<CanvasRegion> fromJson(const QJsonObject& object) {
    CanvasRegion region;
    bool known = false;
    for (const KindName& kind : kKinds)
        if (object["kind"].toString() == QLatin1String(kind.name)) {
            region.kind = kind.kind;
            known = true;
        }
    for (const QJsonValue& value : object["points"].toArray()) {
        const QJsonArray point = value.toArray();
        if (point.size() != 2 || !point[0].isDouble() || !point[1].isDouble()) return std::nullopt;
        region.points << QPointF(point[0].toDouble(), point[1].toDouble());
    }
    if (!known || !hasEnough(region.kind, region.points.size())) return std::nullopt;
    region.label = object["label"].toString();
    region.text = object["text"].toString();
    region.color = std::max(0, object["color"].toInt());
    return region;
}

QRectF extentOf(const std::vector<CanvasRegion>& regions) {
    QPolygonF all;
    for (const CanvasRegion& region : regions)
        all += shownOutline(region.kind, region.points);
    return all.boundingRect();
}

void moveBy(std::vector<CanvasRegion>& regions, const QPointF& by) {
    for (CanvasRegion& region : regions)
        region.points.translate(by);
}

// Into the picture; what is larger than that begins at its edge.
QPointF wayIn(const QRectF& extent, const QRectF& bounds) {
    QPointF way = reachableMove(extent, {}, bounds);
    if (extent.width() > bounds.width()) way.setX(bounds.left() - extent.left());
    if (extent.height() > bounds.height()) way.setY(bounds.top() - extent.top());
    return way;
}

bool liesOnAnother(const std::vector<CanvasRegion>& copies, const CanvasScene& scene) {
    for (const CanvasRegion& copy : copies)
        for (const int other : scene.index.touching(copy.points.boundingRect()))
            if (scene.region(other).points == copy.points) return true;
    return false;
}

}  // namespace

QMimeData* toMimeData(const std::vector<CanvasRegion>& regions) {
    QJsonArray array;
    for (const CanvasRegion& region : regions)
        array.append(toJson(region));
    auto* data = new QMimeData;
    data->setData(kType, QJsonDocument(QJsonObject{{"regions", array}}).toJson(QJsonDocument::Compact));
    return data;
}

std::vector<CanvasRegion> regionsFrom(const QMimeData* data) {
    std::vector<CanvasRegion> regions;
    if (!data || !data->hasFormat(kType)) return regions;
    const QJsonDocument document = QJsonDocument::fromJson(data->data(kType));
    for (const QJsonValue& value : document.object()["regions"].toArray()) {
        std::optional<CanvasRegion> region = fromJson(value.toObject());
        if (!region) return {};
        regions.push_back(std::move(*region));
    }
    return regions;
}

std::vector<CanvasRegion> placedCopies(std::vector<CanvasRegion> copies, const CanvasScene& scene) {
    const QRectF bounds = scene.bounds();
    // All of them keep their distances where they fit; else each comes in by itself.
    moveBy(copies, reachableMove(extentOf(copies), {}, bounds));
    for (CanvasRegion& copy : copies) {
        copy.parts.clear();
        copy.dots.clear();
        copy.joints.clear();
        copy.points.translate(wayIn(shownOutline(copy.kind, copy.points).boundingRect(), bounds));
        if (copy.kind == RegionKind::Circle) {
            copy.points[0] = clampedInto(copy.points[0], bounds);
            copy.points = circleThrough(copy.points[0], copy.points[1], bounds);
        }
        const QPolygonF whole = copy.points;
        for (QPointF& point : copy.points)
            point = clampedInto(point, bounds);
        if (copy.kind == RegionKind::RotatedBox && copy.points != whole) copy.kind = RegionKind::Polygon;
    }
    for (int times = 0; times < kMostTimes && liesOnAnother(copies, scene); ++times) {
        const QPointF by = reachableMove(extentOf(copies), kFurther, bounds);
        if (by.isNull()) break;
        moveBy(copies, by);
    }
    return copies;
}

}  // namespace atelier::widgets
