#pragma once

#include "canvas/outline.h"
#include "canvas/region.h"
#include "canvas/region_index.h"
#include "canvas/view_transform.h"

#include <QSizeF>

#include <algorithm>
#include <vector>

namespace atelier::widgets {

/// Regions that are being moved or shaped: where they would be. Not yet the owner's.
struct RegionEdit {
    std::vector<int> indices;  ///< ascending
    std::vector<QPolygonF> outlines;
};

/// What a canvas shows and how. Tools and painters read it; the canvas and its editor write it.
struct CanvasScene {
    QSizeF picture;
    ViewTransform view;
    std::vector<CanvasRegion> regions;
    RegionIndex index;
    std::vector<int> selection;  ///< ascending
    RegionEdit edit;

    QRectF bounds() const { return {QPointF(), picture}; }
    /// The part of the picture's plane that the view shows.
    QRectF seen() const {
        const QRectF whole = view.viewRect();
        return {view.toContent(whole.topLeft()), view.toContent(whole.bottomRight())};
    }
    const CanvasRegion& region(int number) const { return regions[static_cast<std::size_t>(number)]; }
    bool isEdited(int region) const { return std::binary_search(edit.indices.begin(), edit.indices.end(), region); }
    /// As it is shown: an edited one where it would be.
    const QPolygonF& outline(int region) const {
        const auto at = std::lower_bound(edit.indices.begin(), edit.indices.end(), region);
        if (at == edit.indices.end() || *at != region) return regions[static_cast<std::size_t>(region)].points;
        return edit.outlines[static_cast<std::size_t>(at - edit.indices.begin())];
    }
    /// The same as it is drawn.
    QPolygonF shown(int number) const { return shownOutline(region(number).kind, outline(number)); }
    /// Of all that is drawn of it.
    QRectF extentOf(int number) const {
        return isEdited(number) ? shown(number).boundingRect() : index.boundsOf(number);
    }
    /// The region under the pointer; lines and points are met when it is near them. -1: none.
    int regionAt(const QPointF& at) const { return index.at(at, kPointerReach / view.scale()); }
    static constexpr double kPointerReach = 6;  ///< logical pixels
};

}  // namespace atelier::widgets
