#include "canvas/snapping.h"

#include <cmath>
#include <optional>

namespace atelier::widgets {
namespace {

constexpr double kTolerance = 6, kNear = 160, kCross = 14;  // logical pixels
constexpr double kSame = 1e-6;                              // pixels of the picture

// The nearest line of one axis: where it is, how far, and from where to where its guide goes.
struct Line {
    double at, by, from, to;
};

class Nearest {
public:
    Nearest(std::vector<double> moving, double tolerance) : moving_(std::move(moving)), tolerance_(tolerance) {}

    // Of lines equally near the one with the shorter guide is meant.
    void offer(double at, double from, double to) {
        for (const double one : moving_) {
            const double by = at - one;
            if (std::abs(by) > tolerance_) continue;
            const double gain = best_ ? std::abs(best_->by) - std::abs(by) : 1;
            if (gain > kSame || (gain > -kSame && to - from < best_->to - best_->from)) best_ = Line{at, by, from, to};
        }
    }
    const std::optional<Line>& best() const { return best_; }

private:
    std::vector<double> moving_;
    double tolerance_;
    std::optional<Line> best_;
};

struct Corner {
    QPointF at, by;
};

}  // namespace

Snap snap(const CanvasScene& scene, const std::vector<QPointF>& points, SnapAxes axes, const std::vector<int>& except) {
    const double tolerance = kTolerance / scene.view.scale(), near = kNear / scene.view.scale();
    std::vector<double> xs, ys;
    for (const QPointF& point : points) {
        if (axes != SnapAxes::Y) xs.push_back(point.x());
        if (axes != SnapAxes::X) ys.push_back(point.y());
    }
    Nearest x(std::move(xs), tolerance), y(std::move(ys), tolerance);
    const QRectF picture = scene.bounds();
    for (const double at : {picture.left(), picture.right()})
        x.offer(at, picture.top(), picture.bottom());
    for (const double at : {picture.top(), picture.bottom()})
        y.offer(at, picture.left(), picture.right());

    const QRectF extent = QPolygonF(QList<QPointF>(points.begin(), points.end())).boundingRect();
    std::optional<Corner> corner;
    for (const int index : scene.index.touching(extent.adjusted(-near, -near, near, near))) {
        if (std::binary_search(except.begin(), except.end(), index)) continue;
        const CanvasRegion& region = scene.region(index);
        if (region.kind == RegionKind::Box) {
            const QRectF box = scene.index.boundsOf(index);
            for (const double at : {box.left(), box.right()})
                x.offer(at, std::min(box.top(), extent.top()), std::max(box.bottom(), extent.bottom()));
            for (const double at : {box.top(), box.bottom()})
                y.offer(at, std::min(box.left(), extent.left()), std::max(box.right(), extent.right()));
        } else if (axes == SnapAxes::Both) {
            for (const QPointF& at : region.points)
                for (const QPointF& point : points) {
                    const QPointF by = at - point;
                    if (std::abs(by.x()) > tolerance || std::abs(by.y()) > tolerance) continue;
                    if (!corner || by.manhattanLength() < corner->by.manhattanLength()) corner = Corner{at, by};
                }
        }
    }
    if (corner) {
        const QPointF wide(kCross / scene.view.scale(), 0), high(0, wide.x());
        return {corner->by,
                {QLineF(corner->at - wide, corner->at + wide), QLineF(corner->at - high, corner->at + high)}};
    }
    Snap snapped;
    if (const auto& line = x.best()) {
        snapped.by.setX(line->by);
        snapped.guides.emplace_back(line->at, line->from, line->at, line->to);
    }
    if (const auto& line = y.best()) {
        snapped.by.setY(line->by);
        snapped.guides.emplace_back(line->from, line->at, line->to, line->at);
    }
    return snapped;
}

}  // namespace atelier::widgets
