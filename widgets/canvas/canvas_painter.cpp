#include "canvas/canvas_painter.h"

#include "canvas/region_painter.h"

#include <QPainter>

namespace atelier::widgets {
namespace {

constexpr std::size_t kMostChips = 20;   // of lit regions; with more, none has one
constexpr std::size_t kMostAreas = 200;  // of lit regions; with more, all is painted

}  // namespace

void CanvasPainter::setShown(bool regions, bool labels) {
    if (std::exchange(regionsShown_, regions) != regions) layer_.invalidate();
    labelsShown_ = labels;
    changeLabels();
}

void CanvasPainter::changeAll() {
    layer_.invalidate();
    changeLabels();
}

void CanvasPainter::scroll(const QPointF& viewDelta) {
    layer_.scroll(viewDelta);
    changeLabels();
}

QRegion CanvasPainter::changeRegions(const std::vector<int>& regions) {
    QRegion area;
    for (const int region : regions) {
        const QRectF touched = paintedArea(scene_.view, scene_.index.boundsOf(region));
        layer_.invalidate(touched);
        if (regions.size() <= kMostAreas) area += touched.toAlignedRect();
    }
    return regions.size() <= kMostAreas ? area : scene_.view.viewRect().toAlignedRect();
}

void CanvasPainter::changeLabels() {
    labels_.place(scene_, regionsShown_ && labelsShown_);
}

QRegion CanvasPainter::topArea(const std::vector<int>& lit, const CanvasOverlay& overlay) const {
    if (lit.size() > kMostAreas) return scene_.view.viewRect().toAlignedRect();
    QRegion area = areaOf(overlay, scene_);
    for (const int region : lit) {
        area += paintedArea(scene_.view, scene_.extentOf(region)).toAlignedRect();
        area += labels_.litArea(scene_, region).toAlignedRect();
    }
    return area;
}

void CanvasPainter::paint(QPainter& painter, const std::vector<int>& lit, const CanvasOverlay& overlay,
                          const QRegion& part, double ratio) {
    painter.drawPixmap(0, 0, layer_.drawn(scene_, picture_, regionsShown_, ratio));
    if (regionsShown_) {
        paintRegions(painter, scene_, lit, lit.size() < kDenseFrom ? RegionLook::Lit : RegionLook::Dense);
        labels_.paint(painter, scene_, lit.size() <= kMostChips ? lit : std::vector<int>(), part);
    }
    paintOverlay(painter, overlay, scene_);
}

}  // namespace atelier::widgets
