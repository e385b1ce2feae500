#include "canvas/region_painter.h"

#include "theme/theme.h"

#include <QLineF>
#include <QPainter>

#include <cmath>
#include <map>

namespace atelier::widgets {
namespace {

constexpr double kPlain = 2, kLit = 3, kEdge = 1.5;  // lines, and how much wider the dark one below is

const QColor kDark(0, 0, 0, 90);
constexpr double kDot = 3.5;              // half as wide as a point
constexpr int kFill = 26, kLitFill = 80;  // alpha

// An upright box of whole pixels: several times as quick as a polygon, and crisp.
void paintBox(QPainter& painter, const QRectF& box, QColor color) {
    const double ratio = painter.deviceTransform().m11();
    const auto whole = [ratio](double at) { return std::round(at * ratio) / ratio; };
    const auto frame = [&painter](const QRectF& outer, double width, const QColor& ink) {
        const double inner = std::max(0.0, outer.height() - 2 * width);
        painter.fillRect(QRectF(outer.left(), outer.top(), outer.width(), width), ink);
        painter.fillRect(QRectF(outer.left(), outer.bottom() - width, outer.width(), width), ink);
        painter.fillRect(QRectF(outer.left(), outer.top() + width, width, inner), ink);
        painter.fillRect(QRectF(outer.right() - width, outer.top() + width, width, inner), ink);
    };
    const QRectF rect(QPointF(whole(box.left()), whole(box.top())), QPointF(whole(box.right()), whole(box.bottom())));
    frame(rect.adjusted(-2, -2, 2, 2), 1, kDark);
    frame(rect.adjusted(-1, -1, 1, 1), kPlain, color);
    color.setAlpha(kFill);
    painter.fillRect(rect.adjusted(1, 1, -1, -1), color);
}

void paintOpen(QPainter& painter, const QPolygonF& line, const QColor& color, bool lit) {
    const double width = lit ? kLit : kPlain;
    painter.setBrush(Qt::NoBrush);
    for (const QPen& pen : {QPen(kDark, width + (lit ? 2 : kEdge), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin),
                            QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin)}) {
        painter.setPen(pen);
        painter.drawPolyline(line);
    }
}

void paintDots(QPainter& painter, const QPolygonF& dots, const QColor& color, bool lit) {
    const double radius = lit ? kDot + 1 : kDot;
    painter.setPen(QPen(kDark, kEdge));
    painter.setBrush(color);
    for (const QPointF& dot : dots)
        painter.drawEllipse(dot, radius, radius);
}

void paintOutline(QPainter& painter, const QPolygonF& outline, QColor color, bool lit) {
    const double width = lit ? kLit : kPlain;
    // A dark edge below: pale lines stay visible on white paper, dark ones on night.
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(kDark, width + (lit ? 2 : kEdge), Qt::SolidLine, Qt::SquareCap, Qt::RoundJoin));
    painter.drawPolygon(outline);
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::SquareCap, Qt::RoundJoin));
    color.setAlpha(lit ? kLitFill : kFill);
    painter.setBrush(color);
    painter.drawPolygon(outline);
}

// Thin lines without smoothing, all of a colour at once: among thousands nobody sees the difference.
void paintDense(QPainter& painter, const CanvasScene& scene, const std::vector<int>& regions) {
    std::map<QRgb, QList<QLineF>> lines;
    for (const int region : regions) {
        const QPolygonF outline = scene.view.toView(scene.shown(region));
        QList<QLineF>& same = lines[theme().series(scene.region(region).color).rgb()];
        for (int i = 0; i < outline.size(); ++i)
            if (i + 1 < outline.size() || isClosed(scene.region(region).kind))
                same.emplace_back(outline[i], outline[(i + 1) % outline.size()]);
        if (outline.size() == 1) same.emplace_back(outline[0] - QPointF(kDot, 0), outline[0] + QPointF(kDot, 0));
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const auto& [color, same] : lines) {
        QPen pen{QColor(color)};
        pen.setCosmetic(true);
        painter.setPen(pen);
        painter.drawLines(same);
    }
    painter.restore();
}

}  // namespace

void paintRegions(QPainter& painter, const CanvasScene& scene, const std::vector<int>& regions, RegionLook look) {
    if (look == RegionLook::Dense) return paintDense(painter, scene, regions);
    const bool lit = look == RegionLook::Lit;
    for (const int index : regions) {
        const CanvasRegion& region = scene.region(index);
        const QPolygonF outline = scene.view.toView(scene.shown(index));
        const QColor color = theme().series(region.color);
        if (region.kind == RegionKind::Point)
            paintDots(painter, outline, color, lit);
        else if (region.kind == RegionKind::Line)
            paintOpen(painter, outline, color, lit);
        else if (lit || region.kind != RegionKind::Box)
            paintOutline(painter, outline, color, lit);
        else
            paintBox(painter, outline.boundingRect(), color);
        if (scene.isEdited(index)) continue;
        for (const QPolygonF& part : region.parts)
            paintOutline(painter, scene.view.toView(part), color, lit);
        for (const QLineF& joint : region.joints)
            paintOpen(painter, scene.view.toView(QPolygonF({joint.p1(), joint.p2()})), color, false);
        paintDots(painter, scene.view.toView(region.dots), color, lit);
    }
}

QRectF paintedArea(const ViewTransform& view, const QRectF& bounds) {
    constexpr double kMargin = kDot + kLit + kEdge + 1;  // and a pixel of smoothing
    return QRectF(view.toView(bounds.topLeft()), view.toView(bounds.bottomRight()))
        .adjusted(-kMargin, -kMargin, kMargin, kMargin);
}

}  // namespace atelier::widgets
