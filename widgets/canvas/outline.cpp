#include "canvas/outline.h"

#include <QLineF>
#include <QTransform>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace atelier::widgets {
namespace {

double signedArea(const QPolygonF& outline) {
    double twice = 0;
    for (int i = 0; i < outline.size(); ++i) {
        const QPointF a = outline[i], b = outline[(i + 1) % outline.size()];
        twice += a.x() * b.y() - b.x() * a.y();
    }
    return twice / 2;
}

double dot(const QPointF& a, const QPointF& b) {
    return QPointF::dotProduct(a, b);
}

QPointF direction(const QPointF& from, const QPointF& to, const QPointF& otherwise) {
    const double length = std::hypot(to.x() - from.x(), to.y() - from.y());
    return length > 0 ? (to - from) / length : otherwise;
}

double atLeast(double length) {
    return std::abs(length) >= kLeastSide ? length : std::copysign(kLeastSide, length);
}

// The corners of a box go clockwise on the screen, those of an upright one from the top left.
QPolygonF inOrder(RegionKind kind, const QPolygonF& outline) {
    if (kind == RegionKind::Box) return boxOutline(outline.boundingRect());
    return signedArea(outline) >= 0 ? outline : QPolygonF({outline[1], outline[0], outline[3], outline[2]});
}

// Directions of a box's sides: from corner 0 to 1 and from 0 to 3. A flat box has those of an upright one.
struct Axes {
    explicit Axes(const QPolygonF& box) {
        along = direction(box[0], box[1], direction(box[3], box[2], {1, 0}));
        across = direction(box[0], box[3], direction(box[1], box[2], {-along.y(), along.x()}));
    }
    QPointF along, across;
};

}  // namespace

QPolygonF shownOutline(RegionKind kind, const QPolygonF& points) {
    if (kind != RegionKind::Circle || points.size() != 2) return points;
    constexpr int kCorners = 64;
    const double radius = QLineF(points[0], points[1]).length();
    QPolygonF edge;
    edge.reserve(kCorners);
    for (int i = 0; i < kCorners; ++i) {
        const double angle = 2 * std::numbers::pi * i / kCorners;
        edge << points[0] + QPointF(radius * std::cos(angle), radius * std::sin(angle));
    }
    return edge;
}

bool isClosed(RegionKind kind) {
    return kind != RegionKind::Line && kind != RegionKind::Point;
}

double distanceTo(const QPolygonF& line, const QPointF& point) {
    double nearest = line.isEmpty() ? std::numeric_limits<double>::infinity() : QLineF(line.first(), point).length();
    for (int i = 1; i < line.size(); ++i) {
        const QPointF way = line[i] - line[i - 1];
        const double square = dot(way, way);
        const double share = square > 0 ? std::clamp(dot(point - line[i - 1], way) / square, 0.0, 1.0) : 0;
        nearest = std::min(nearest, QLineF(line[i - 1] + way * share, point).length());
    }
    return nearest;
}

QPolygonF circleThrough(const QPointF& middle, const QPointF& to, const QRectF& bounds) {
    const double most = std::min({middle.x() - bounds.left(), bounds.right() - middle.x(), middle.y() - bounds.top(),
                                  bounds.bottom() - middle.y()});
    const double radius = std::min(std::max(QLineF(middle, to).length(), kLeastSide), std::max(most, 0.0));
    return QPolygonF({middle, middle + direction(middle, to, {1, 0}) * radius});
}

double areaOf(const QPolygonF& outline) {
    return std::abs(signedArea(outline));
}

QPolygonF boxOutline(const QRectF& box) {
    return QPolygonF({box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()});
}

QPointF clampedInto(const QPointF& point, const QRectF& bounds) {
    return {std::clamp(point.x(), bounds.left(), bounds.right()), std::clamp(point.y(), bounds.top(), bounds.bottom())};
}

QPointF reachableMove(const QRectF& extent, const QPointF& wanted, const QRectF& bounds) {
    const auto reach = [](double low, double high, double least, double most, double by) {
        return high - low > most - least ? 0 : std::clamp(by, least - low, most - high);
    };
    return {reach(extent.left(), extent.right(), bounds.left(), bounds.right(), wanted.x()),
            reach(extent.top(), extent.bottom(), bounds.top(), bounds.bottom(), wanted.y())};
}

double reachableLength(const QPointF& from, const QPointF& along, double wanted, const QRectF& bounds) {
    const QPointF way = wanted < 0 ? -along : along;
    double most = std::abs(wanted);
    const auto limit = [&most](double at, double step, double low, double high) {
        if (step > 0) most = std::min(most, std::max(0.0, (high - at) / step));
        if (step < 0) most = std::min(most, std::max(0.0, (low - at) / step));
    };
    limit(from.x(), way.x(), bounds.left(), bounds.right());
    limit(from.y(), way.y(), bounds.top(), bounds.bottom());
    return std::copysign(most, wanted);
}

QPolygonF withCornerAt(RegionKind kind, const QPolygonF& outline, int corner, const QPointF& to, const QRectF& bounds) {
    const Axes axes(outline);
    const QPointF still = outline[(corner + 2) % 4];
    // From the corner that stays, the sides run against the axes for the far corners.
    const QPointF along = corner == 1 || corner == 2 ? axes.along : -axes.along;
    const QPointF across = corner >= 2 ? axes.across : -axes.across;
    const double width = reachableLength(still, along, atLeast(dot(to - still, along)), bounds);
    double height = reachableLength(still, across, atLeast(dot(to - still, across)), bounds);
    height = reachableLength(still + along * width, across, height, bounds);
    if (std::abs(width) < kLeastSide || std::abs(height) < kLeastSide) return outline;
    QPolygonF box(outline);
    box[corner] = still + along * width + across * height;
    // The neighbours: one shares the height of the dragged corner, the other its width.
    const bool even = corner % 2 == 0;
    box[(corner + (even ? 1 : 3)) % 4] = still + across * height;
    box[(corner + (even ? 3 : 1)) % 4] = still + along * width;
    return inOrder(kind, box);
}

QPolygonF withEdgeAt(RegionKind kind, const QPolygonF& outline, int edge, const QPointF& to, const QRectF& bounds) {
    const Axes axes(outline);
    const QPointF out = edge == 0 ? -axes.across : edge == 1 ? axes.along : edge == 2 ? axes.across : -axes.along;
    const QPointF before = outline[(edge + 3) % 4], after = outline[(edge + 2) % 4];
    double depth = reachableLength(before, out, atLeast(dot(to - before, out)), bounds);
    depth = reachableLength(after, out, depth, bounds);
    if (std::abs(depth) < kLeastSide) return outline;
    QPolygonF box(outline);
    box[edge] = before + out * depth;
    box[(edge + 1) % 4] = after + out * depth;
    return inOrder(kind, box);
}

QPolygonF grown(RegionKind kind, const QPolygonF& outline, const QPointF& by, const QRectF& bounds) {
    const Axes axes(outline);
    QPolygonF box(outline);
    if (by.x() != 0) box = withEdgeAt(kind, box, 1, box[1] + axes.along * by.x(), bounds);
    if (by.y() != 0) box = withEdgeAt(kind, box, 2, box[2] + axes.across * by.y(), bounds);
    return box;
}

QPolygonF turned(const QPolygonF& outline, double radians, const QRectF& bounds) {
    const QPointF middle = (outline[0] + outline[2]) / 2;
    const QPolygonF around = QTransform()
                                 .translate(middle.x(), middle.y())
                                 .rotateRadians(radians)
                                 .translate(-middle.x(), -middle.y())
                                 .map(outline);
    const QRectF extent = around.boundingRect();
    if (extent.width() > bounds.width() || extent.height() > bounds.height()) return outline;
    return around.translated(reachableMove(extent, {}, bounds));
}

QPolygonF boxOverEdge(const QPointF& a, const QPointF& b, const QPointF& to, const QRectF& bounds) {
    const QPointF along = direction(a, b, {}), across(-along.y(), along.x());
    double depth = reachableLength(a, across, dot(to - a, across), bounds);
    depth = reachableLength(b, across, depth, bounds);
    if (std::hypot(b.x() - a.x(), b.y() - a.y()) < kLeastSide || std::abs(depth) < kLeastSide) return {};
    return inOrder(RegionKind::RotatedBox, QPolygonF({a, b, b + across * depth, a + across * depth}));
}

}  // namespace atelier::widgets
