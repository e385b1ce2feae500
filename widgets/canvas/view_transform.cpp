#include "canvas/view_transform.h"

#include <algorithm>

namespace atelier::widgets {

void ViewTransform::setContent(const QSizeF& size) {
    content_ = size;
    fit();
}

void ViewTransform::setView(const QSizeF& size) {
    const QPointF middle = toContent(viewMiddle());
    view_ = size;
    if (fitted_) return fit();
    offset_ = viewMiddle() - middle * scale_;
    clamp();
}

void ViewTransform::fit() {
    scale_ = fittingScale();
    fitted_ = true;
    clamp();
}

void ViewTransform::zoomTo(double scale, const QPointF& viewPoint) {
    const QPointF content = toContent(viewPoint);
    scale_ = std::clamp(scale, std::min(fittingScale(), 1.0) / 2, kMost);
    offset_ = viewPoint - content * scale_;
    fitted_ = false;
    clamp();
}

void ViewTransform::pan(const QPointF& viewDelta) {
    const QPointF before = offset_;
    offset_ += viewDelta;
    clamp();
    if (offset_ != before) fitted_ = false;
}

QPolygonF ViewTransform::toView(const QPolygonF& content) const {
    QPolygonF polygon(content);
    for (QPointF& point : polygon)
        point = toView(point);
    return polygon;
}

double ViewTransform::fittingScale() const {
    if (content_.isEmpty() || view_.isEmpty()) return 1;
    return std::min({view_.width() / content_.width(), view_.height() / content_.height(), kMostFit});
}

void ViewTransform::clamp() {
    const auto clamped = [](double offset, double content, double view) {
        return content <= view ? (view - content) / 2 : std::clamp(offset, view - content, 0.0);
    };
    offset_ = {clamped(offset_.x(), content_.width() * scale_, view_.width()),
               clamped(offset_.y(), content_.height() * scale_, view_.height())};
}

}  // namespace atelier::widgets
