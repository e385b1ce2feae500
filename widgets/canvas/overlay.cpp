#include "canvas/overlay.h"

#include "theme/palettes.h"
#include "theme/theme.h"

#include <QPainter>

#include <array>

namespace atelier::widgets {
namespace {

constexpr double kHandle = 4, kMiddle = 3, kTurn = 5;  // half their width, logical pixels
constexpr int kMargin = 8;                             // around what is drawn, for lines and handles

QRectF around(const QPointF& middle, double half) {
    return {middle.x() - half, middle.y() - half, 2 * half, 2 * half};
}

std::array<QLineF, 2> crosshairLines(const QPointF& at, const CanvasScene& scene) {
    const QRectF area = scene.view.contentInView().intersected(scene.view.viewRect());
    const QPointF point = scene.view.toView(at);
    return {QLineF(area.left(), point.y(), area.right(), point.y()),
            QLineF(point.x(), area.top(), point.x(), area.bottom())};
}

// Light dashes over a dark line: seen on every ground.
void paintCrosshair(QPainter& painter, const QPointF& at, const CanvasScene& scene) {
    for (const QPen& pen : {QPen(QColor(0, 0, 0, 150), 1), QPen(QColor(255, 255, 255, 220), 1, Qt::DashLine)}) {
        painter.setPen(pen);
        for (const QLineF& line : crosshairLines(at, scene))
            painter.drawLine(line);
    }
}

void paintHandle(QPainter& painter, const CanvasHandle& handle, const QPointF& at, bool chosen) {
    using Kind = CanvasHandle::Kind;
    const QColor accent = colorOf(Role::Accent, false);  // on white in both schemes
    painter.setPen(QPen(accent, 1.5));
    painter.setBrush(chosen ? accent : QColor(Qt::white));
    switch (handle.kind) {
        case Kind::Corner:
        case Kind::Edge:
            return painter.drawRect(around(at, handle.kind == Kind::Corner ? kHandle : kMiddle));
        case Kind::Turn:
            return painter.drawEllipse(around(at, kTurn));
        case Kind::Vertex:
            return painter.drawEllipse(around(at, kHandle));
        case Kind::Middle:
            painter.setOpacity(0.6);
            painter.drawEllipse(around(at, kMiddle));
            return painter.setOpacity(1);
    }
}

}  // namespace

void paintOverlay(QPainter& painter, const CanvasOverlay& overlay, const CanvasScene& scene) {
    const ViewTransform& view = scene.view;
    const QColor accent = theme().color(Role::Accent);
    painter.setBrush(Qt::NoBrush);
    painter.setRenderHint(QPainter::Antialiasing, false);  // upright lines are crisp
    if (overlay.crosshair) paintCrosshair(painter, *overlay.crosshair, scene);
    painter.setPen(QPen(colorOf(Role::Series2, false), 2));
    for (const QLineF& guide : overlay.guides)
        painter.drawLine(QLineF(view.toView(guide.p1()), view.toView(guide.p2())));
    painter.setRenderHint(QPainter::Antialiasing);
    if (overlay.band) {
        QColor fill = accent;
        fill.setAlpha(40);
        painter.setPen(QPen(accent, 1));
        painter.setBrush(fill);
        painter.drawRect(QRectF(view.toView(overlay.band->topLeft()), view.toView(overlay.band->bottomRight())));
    }
    if (!overlay.drawn.isEmpty()) {
        const QPolygonF outline = view.toView(overlay.drawn);
        QColor fill = accent;
        fill.setAlpha(40);
        for (const QPen& pen : {QPen(QColor(0, 0, 0, 110), 3.5), QPen(accent, 2)}) {
            painter.setPen(pen);
            painter.setBrush(Qt::NoBrush);
            if (!overlay.closed) {
                painter.drawPolyline(outline);
                continue;
            }
            painter.setBrush(fill);
            painter.drawPolygon(outline);
        }
    }
    for (const CanvasHandle& handle : overlay.handles)
        paintHandle(painter, handle, view.toView(handle.at),
                    handle.kind == CanvasHandle::Kind::Vertex && handle.index == overlay.chosen);
}

QRegion areaOf(const CanvasOverlay& overlay, const CanvasScene& scene) {
    QRegion area;
    const auto add = [&area](const QRectF& rect) {
        area += rect.toAlignedRect().adjusted(-kMargin, -kMargin, kMargin, kMargin);
    };
    const auto addLine = [&add](const QLineF& line) { add(QRectF(line.p1(), line.p2()).normalized()); };
    const ViewTransform& view = scene.view;
    if (overlay.crosshair)
        for (const QLineF& line : crosshairLines(*overlay.crosshair, scene))
            addLine(line);
    for (const QLineF& guide : overlay.guides)
        addLine({view.toView(guide.p1()), view.toView(guide.p2())});
    if (overlay.band) add({view.toView(overlay.band->topLeft()), view.toView(overlay.band->bottomRight())});
    if (!overlay.drawn.isEmpty()) add(view.toView(overlay.drawn).boundingRect());
    if (!overlay.handles.empty()) {
        QPolygonF places;
        for (const CanvasHandle& handle : overlay.handles)
            places << view.toView(handle.at);
        add(places.boundingRect());
    }
    return area;
}

}  // namespace atelier::widgets
