#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QSizeF>

namespace atelier::widgets {

/// Where a picture lies in a view: content coordinates are its pixels, view coordinates logical pixels of the widget.
/// A picture larger than the view can be moved until its edge meets the view's; a smaller one stays in the middle.
class ViewTransform {
public:
    static constexpr double kMostFit = 8, kMost = 64;  ///< fitting enlarges small pictures no more than that

    /// A new picture is fitted; a resized view stays fitted or keeps its middle.
    void setContent(const QSizeF& size);
    void setView(const QSizeF& size);

    void fit();
    bool fitted() const { return fitted_; }
    /// Logical pixels per pixel of the content.
    double scale() const { return scale_; }
    /// Keeps what lies under `viewPoint` there.
    void zoomTo(double scale, const QPointF& viewPoint);
    void zoomBy(double factor, const QPointF& viewPoint) { zoomTo(scale_ * factor, viewPoint); }
    void pan(const QPointF& viewDelta);

    QPointF toView(const QPointF& content) const { return offset_ + content * scale_; }
    QPointF toContent(const QPointF& view) const { return (view - offset_) / scale_; }
    QRectF contentInView() const { return {offset_, content_ * scale_}; }
    QPolygonF toView(const QPolygonF& content) const;
    QRectF viewRect() const { return {QPointF(), view_}; }
    QPointF viewMiddle() const { return {view_.width() / 2, view_.height() / 2}; }

private:
    double fittingScale() const;
    void clamp();

    QSizeF content_, view_;
    QPointF offset_;
    double scale_ = 1;
    bool fitted_ = true;
};

}  // namespace atelier::widgets
