#pragma once

#include "canvas/canvas_layer.h"
#include "canvas/canvas_scene.h"
#include "canvas/overlay.h"
#include "canvas/picture_levels.h"
#include "canvas/region_labels.h"

#include <QImage>
#include <QRegion>

#include <vector>

class QPainter;

namespace atelier::widgets {

/// Draws a scene: below a layer that is kept, above it what changes with the pointer. The caller says what changed.
/// "Lit" regions, ascending, are those that are chosen or pointed at.
class CanvasPainter {
public:
    explicit CanvasPainter(const CanvasScene& scene) : scene_(scene) {}

    void setPicture(const QImage& image) { picture_.set(image); }
    const QImage& picture() const { return picture_.image(); }
    void setShown(bool regions, bool labels);

    /// The view, the picture, all regions or the colours.
    void changeAll();
    /// The view was moved by so much.
    void scroll(const QPointF& viewDelta);
    /// Of these regions, where they rest; returns what that touches in the view. To be called before and after.
    QRegion changeRegions(const std::vector<int>& regions);
    void changeLabels();

    /// What paint() draws above the layer.
    QRegion topArea(const std::vector<int>& lit, const CanvasOverlay& overlay) const;
    /// `part`: of the view, what has to be painted; `ratio`: pixels of the device per logical one.
    void paint(QPainter& painter, const std::vector<int>& lit, const CanvasOverlay& overlay, const QRegion& part,
               double ratio);

private:
    const CanvasScene& scene_;
    PictureLevels picture_;
    CanvasLayer layer_;
    RegionLabels labels_;
    bool regionsShown_ = true, labelsShown_ = true;
};

}  // namespace atelier::widgets
