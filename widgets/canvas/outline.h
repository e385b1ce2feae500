#pragma once

#include "canvas/region.h"

#include <QRectF>

namespace atelier::widgets {

/// Geometry of outlines, in pixels of the picture. `bounds` is the picture: what these functions give lies in it, if
/// what they were given does.

constexpr double kLeastSide = 1;  ///< of boxes, in pixels: a resized one gets no smaller, a smaller one is not drawn

/// What is seen of a region with these points: the edge of a circle, else the points.
QPolygonF shownOutline(RegionKind kind, const QPolygonF& points);
/// Lines and points enclose nothing.
bool isClosed(RegionKind kind);
/// From a point to the nearest of an open line's stretches.
double distanceTo(const QPolygonF& line, const QPointF& point);
/// A circle's points with the edge dragged to `to`, or as near as the circle stays in the picture.
QPolygonF circleThrough(const QPointF& middle, const QPointF& to, const QRectF& bounds);

double areaOf(const QPolygonF& outline);
QPolygonF boxOutline(const QRectF& box);
QPointF clampedInto(const QPointF& point, const QRectF& bounds);
/// As much of `wanted` as something at `extent` can be moved. Something larger than the picture stays.
QPointF reachableMove(const QRectF& extent, const QPointF& wanted, const QRectF& bounds);
/// How far one gets from `from` along the unit vector `along`: `wanted`, or less; the sign stays.
double reachableLength(const QPointF& from, const QPointF& along, double wanted, const QRectF& bounds);

/// A box whose corner is dragged to `to` while the opposite one stays. Corner i is outline[i]; a turned box stays
/// turned; a box that is dragged through itself comes out mirrored.
QPolygonF withCornerAt(RegionKind kind, const QPolygonF& outline, int corner, const QPointF& to, const QRectF& bounds);
/// A box whose edge from outline[edge] to the next corner is dragged until it goes through `to`.
QPolygonF withEdgeAt(RegionKind kind, const QPolygonF& outline, int edge, const QPointF& to, const QRectF& bounds);
/// A box whose right and lower sides go out by so many pixels, along its own directions.
QPolygonF grown(RegionKind kind, const QPolygonF& outline, const QPointF& by, const QRectF& bounds);
/// Turned around its middle, then moved into the picture; what does not fit that way stays as it is.
QPolygonF turned(const QPolygonF& outline, double radians, const QRectF& bounds);
/// A rectangle over the edge from `a` to `b` whose other side goes through `to`; empty where it would be too small.
QPolygonF boxOverEdge(const QPointF& a, const QPointF& b, const QPointF& to, const QRectF& bounds);

}  // namespace atelier::widgets
