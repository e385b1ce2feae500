#pragma once

#include "canvas/canvas_scene.h"
#include "canvas/picture_levels.h"

#include <QPixmap>
#include <QRegion>

namespace atelier::widgets {

/// The picture with all regions but those that are being edited, drawn once and kept: only what was invalidated is
/// drawn again.
class CanvasLayer {
public:
    void invalidate();
    /// In the view.
    void invalidate(const QRectF& area);
    /// What was drawn moves with the picture; only what comes into sight is drawn.
    void scroll(const QPointF& viewDelta);
    /// As large as the scene's view, on a device of `ratio` pixels per logical one.
    const QPixmap& drawn(const CanvasScene& scene, PictureLevels& picture, bool withRegions, double ratio);

private:
    void prepare(const QSizeF& size, double ratio);
    void paint(const CanvasScene& scene, PictureLevels& picture, bool withRegions);
    void paintRegionsOf(QPainter& painter, const CanvasScene& scene, const QRectF& part) const;

    QPixmap pixmap_;
    QRegion stale_;  // in pixels of the device
    double ratio_ = 1;
    bool dense_ = false;
};

}  // namespace atelier::widgets
