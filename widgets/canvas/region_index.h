#pragma once

#include "canvas/region.h"

#include <QRectF>

#include <vector>

namespace atelier::widgets {

/// Finds regions by place: a uniform grid over their bounds, beside it a list of the few that span many cells. Regions
/// with coordinates that are not finite are never found.
class RegionIndex {
public:
    void build(const std::vector<CanvasRegion>& regions);

    /// The smallest region that holds the point (odd-even rule), of equals the last; a line or a point holds what is
    /// within `reach`. -1: none.
    int at(const QPointF& point, double reach = 0) const;
    /// Those whose bounds meet `rect`, edges included; ascending.
    std::vector<int> touching(const QRectF& rect) const;
    /// Of its outline, its parts and its keypoints.
    const QRectF& boundsOf(int region) const { return items_[static_cast<std::size_t>(region)].bounds; }

private:
    struct Item {
        QPolygonF outline;  // shares the region's points, but of a circle
        std::vector<QPolygonF> parts;
        bool closed;
        QRectF bounds;
        double area;
    };
    struct Cells {
        int left, top, right, bottom;  // inclusive
    };
    Cells cellsOf(const QRectF& rect) const;
    template <class Visit>
    void visit(const QRectF& rect, Visit found) const;

    std::vector<Item> items_;
    std::vector<int> wide_;
    std::vector<int> starts_, entries_;  // cell c holds entries_[starts_[c]] up to entries_[starts_[c + 1]]
    QRectF area_;
    int side_ = 0;  // cells in a row and in a column
};

}  // namespace atelier::widgets
