#include "canvas/region_index.h"

#include "canvas/outline.h"

#include <algorithm>
#include <cmath>

namespace atelier::widgets {
namespace {

constexpr int kMostSide = 256;  // cells
constexpr int kMostCells = 64;  // of one region before it counts as wide

// QRectF::intersects() finds nothing in a line or a point.
bool meet(const QRectF& a, const QRectF& b) {
    return a.left() <= b.right() && b.left() <= a.right() && a.top() <= b.bottom() && b.top() <= a.bottom();
}

// QRectF::united() leaves out a line or a point.
QRectF around(const QRectF& a, const QRectF& b) {
    return {QPointF(std::min(a.left(), b.left()), std::min(a.top(), b.top())),
            QPointF(std::max(a.right(), b.right()), std::max(a.bottom(), b.bottom()))};
}

bool isFinite(const QRectF& rect) {
    return std::isfinite(rect.left()) && std::isfinite(rect.top()) && std::isfinite(rect.width()) &&
           std::isfinite(rect.height());
}

}  // namespace

void RegionIndex::build(const std::vector<CanvasRegion>& regions) {
    items_.clear();
    wide_.clear();
    items_.reserve(regions.size());
    double left = 0, top = 0, right = 0, bottom = 0;
    bool any = false;
    for (const CanvasRegion& region : regions) {
        const QPolygonF outline = shownOutline(region.kind, region.points);
        const bool closed = isClosed(region.kind);
        double area = closed ? areaOf(outline) : 0;
        QRectF bounds = outline.boundingRect();
        for (const QPolygonF& part : region.parts) {
            area += areaOf(part);
            bounds = around(bounds, part.boundingRect());
        }
        if (!region.dots.isEmpty()) bounds = around(bounds, region.dots.boundingRect());
        items_.push_back({outline, region.parts, closed, bounds, area});
        if (!isFinite(bounds)) continue;
        left = any ? std::min(left, bounds.left()) : bounds.left();
        top = any ? std::min(top, bounds.top()) : bounds.top();
        right = any ? std::max(right, bounds.right()) : bounds.right();
        bottom = any ? std::max(bottom, bounds.bottom()) : bounds.bottom();
        any = true;
    }
    area_ = QRectF(QPointF(left, top), QPointF(right, bottom));
    side_ = std::clamp(static_cast<int>(std::sqrt(static_cast<double>(items_.size()))), 1, kMostSide);

    const auto eachCell = [this](const Cells& cells, auto use) {
        for (int row = cells.top; row <= cells.bottom; ++row)
            for (int column = cells.left; column <= cells.right; ++column)
                use(static_cast<std::size_t>(row * side_ + column));
    };
    // Counted, then filled: one block of memory for all cells.
    starts_.assign(static_cast<std::size_t>(side_ * side_) + 1, 0);
    std::vector<std::pair<int, Cells>> placed;
    placed.reserve(items_.size());
    for (std::size_t i = 0; i < items_.size(); ++i) {
        if (!isFinite(items_[i].bounds)) continue;
        const Cells cells = cellsOf(items_[i].bounds);
        if ((cells.right - cells.left + 1) * (cells.bottom - cells.top + 1) > kMostCells) {
            wide_.push_back(static_cast<int>(i));
            continue;
        }
        placed.emplace_back(static_cast<int>(i), cells);
        eachCell(cells, [this](std::size_t cell) { ++starts_[cell + 1]; });
    }
    for (std::size_t cell = 1; cell < starts_.size(); ++cell)
        starts_[cell] += starts_[cell - 1];
    entries_.resize(static_cast<std::size_t>(starts_.back()));
    std::vector<int> next(starts_.begin(), starts_.end() - 1);
    for (const auto& [region, cells] : placed)
        eachCell(cells,
                 [&, index = region](std::size_t cell) { entries_[static_cast<std::size_t>(next[cell]++)] = index; });
}

RegionIndex::Cells RegionIndex::cellsOf(const QRectF& rect) const {
    const auto cell = [this](double at, double from, double length) {
        if (length <= 0) return 0;
        return static_cast<int>(std::clamp((at - from) / length * side_, 0.0, static_cast<double>(side_ - 1)));
    };
    return {cell(rect.left(), area_.left(), area_.width()), cell(rect.top(), area_.top(), area_.height()),
            cell(rect.right(), area_.left(), area_.width()), cell(rect.bottom(), area_.top(), area_.height())};
}

// A region stands in several cells: it is reported in the first that it shares with the search, so only once.
template <class Visit>
void RegionIndex::visit(const QRectF& rect, Visit found) const {
    if (items_.empty() || !isFinite(rect) || !meet(rect, area_)) return;
    const Cells search = cellsOf(rect);
    for (int row = search.top; row <= search.bottom; ++row)
        for (int column = search.left; column <= search.right; ++column) {
            const auto cell = static_cast<std::size_t>(row * side_ + column);
            for (int entry = starts_[cell]; entry < starts_[cell + 1]; ++entry) {
                const int region = entries_[static_cast<std::size_t>(entry)];
                const QRectF& bounds = boundsOf(region);
                if (!meet(bounds, rect)) continue;
                const Cells own = cellsOf(bounds);
                if (row == std::max(own.top, search.top) && column == std::max(own.left, search.left)) found(region);
            }
        }
    for (const int region : wide_)
        if (meet(boundsOf(region), rect)) found(region);
}

int RegionIndex::at(const QPointF& point, double reach) const {
    int best = -1;
    double bestArea = 0;
    const QPointF far(reach, reach);
    const auto holds = [&](const Item& item) {
        if (!item.closed) return distanceTo(item.outline, point) <= reach;
        return item.outline.containsPoint(point, Qt::OddEvenFill) ||
               std::any_of(item.parts.begin(), item.parts.end(),
                           [&](const QPolygonF& part) { return part.containsPoint(point, Qt::OddEvenFill); });
    };
    visit(QRectF(point - far, point + far), [&](int region) {
        const Item& item = items_[static_cast<std::size_t>(region)];
        if (best >= 0 && (item.area > bestArea || (item.area == bestArea && region < best))) return;
        if (!holds(item)) return;
        best = region;
        bestArea = item.area;
    });
    return best;
}

std::vector<int> RegionIndex::touching(const QRectF& rect) const {
    std::vector<int> found;
    visit(rect, [&found](int region) { found.push_back(region); });
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace atelier::widgets
