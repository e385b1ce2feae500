#pragma once

#include "canvas/handles.h"

#include <QLineF>
#include <QRegion>

class QPainter;

namespace atelier::widgets {

/// What a tool shows above the regions, in pixels of the picture.
struct CanvasOverlay {
    QPolygonF drawn;  ///< an outline that is being drawn
    bool closed = true;
    std::vector<CanvasHandle> handles;
    int chosen = -1;  ///< of the polygon's points, when handles has them
    std::vector<QLineF> guides;
    std::optional<QRectF> band;        ///< that chooses what it holds
    std::optional<QPointF> crosshair;  ///< lines through it across the picture
};

void paintOverlay(QPainter& painter, const CanvasOverlay& overlay, const CanvasScene& scene);
/// What paintOverlay() touches, in the view.
QRegion areaOf(const CanvasOverlay& overlay, const CanvasScene& scene);

}  // namespace atelier::widgets
