#include "canvas/canvas_layer.h"

#include "canvas/region_painter.h"
#include "theme/theme.h"

#include <QPainter>

#include <cmath>

namespace atelier::widgets {
namespace {

constexpr std::size_t kMostParts = 8;

}  // namespace

void CanvasLayer::invalidate() {
    stale_ = pixmap_.rect();
}

void CanvasLayer::invalidate(const QRectF& area) {
    stale_ += QRectF(area.topLeft() * ratio_, area.size() * ratio_).toAlignedRect() & pixmap_.rect();
}

void CanvasLayer::scroll(const QPointF& viewDelta) {
    const QPointF delta = viewDelta * ratio_;
    const QPoint whole = delta.toPoint();
    if ((delta - whole).manhattanLength() > 1e-6) return invalidate();
    QRegion uncovered;
    pixmap_.scroll(whole.x(), whole.y(), pixmap_.rect(), &uncovered);
    stale_ = (stale_.translated(whole) & pixmap_.rect()) + uncovered;
}

void CanvasLayer::prepare(const QSizeF& size, double ratio) {
    const QSize pixels(static_cast<int>(std::ceil(size.width() * ratio)),
                       static_cast<int>(std::ceil(size.height() * ratio)));
    if (pixmap_.size() == pixels && ratio_ == ratio) return;
    pixmap_ = QPixmap(pixels);
    ratio_ = ratio;
    invalidate();
}

const QPixmap& CanvasLayer::drawn(const CanvasScene& scene, PictureLevels& picture, bool withRegions, double ratio) {
    prepare(scene.view.viewRect().size(), ratio);
    if (stale_.isEmpty() || pixmap_.isNull()) return pixmap_;
    // All of a kind: a part drawn again must look like the rest.
    const bool dense = withRegions && scene.index.touching(scene.seen()).size() >= kDenseFrom;
    if (std::exchange(dense_, dense) != dense) invalidate();
    pixmap_.setDevicePixelRatio(1);  // the painter thinks in pixels of the device
    paint(scene, picture, withRegions);
    pixmap_.setDevicePixelRatio(ratio_);
    stale_ = {};
    return pixmap_;
}

void CanvasLayer::paint(const CanvasScene& scene, PictureLevels& picture, bool withRegions) {
    QPainter painter(&pixmap_);
    painter.setRenderHint(QPainter::Antialiasing);
    // One by one: the two strips that panning uncovers span the whole view together.
    std::vector<QRect> parts(stale_.begin(), stale_.end());
    if (parts.size() > kMostParts) parts = {stale_.boundingRect()};
    for (const QRect& pixels : parts) {
        const QRectF part(QPointF(pixels.topLeft()) / ratio_, QSizeF(pixels.size()) / ratio_);
        painter.save();
        painter.setClipRegion(stale_ & pixels);
        painter.scale(ratio_, ratio_);
        painter.fillRect(part, theme().color(Role::SurfaceSunken));
        picture.paint(painter, scene.view, part, ratio_);
        if (withRegions) paintRegionsOf(painter, scene, part);
        painter.restore();
    }
}

void CanvasLayer::paintRegionsOf(QPainter& painter, const CanvasScene& scene, const QRectF& part) const {
    constexpr double kMargin = 8;  // lines of regions beyond the part reach into it
    const QRectF wide = part.adjusted(-kMargin, -kMargin, kMargin, kMargin);
    std::vector<int> regions =
        scene.index.touching({scene.view.toContent(wide.topLeft()), scene.view.toContent(wide.bottomRight())});
    std::erase_if(regions, [&scene](int region) { return scene.isEdited(region); });
    paintRegions(painter, scene, regions, dense_ ? RegionLook::Dense : RegionLook::Plain);
}

}  // namespace atelier::widgets
