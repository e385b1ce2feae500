#pragma once

#include "canvas/view_transform.h"

#include <QImage>
#include <QPolygonF>
#include <QString>
#include <QWidget>

#include <vector>

namespace atelier::widgets {

class StateView;

/// An area of the picture, in its pixels. `color` counts through Theme::series().
struct CanvasRegion {
    QPolygonF points;
    QString label, text;  ///< label: what it is; text: what stands there; either may be empty
    int color = 0;
};

/// Shows a picture with its regions, to zoom (wheel, + - 0 1), pan (drag, arrows) and point at.
class ImageCanvas : public QWidget {
    Q_OBJECT

public:
    explicit ImageCanvas(QWidget* parent = nullptr);

    /// Fits the picture and drops the regions. A null image empties the canvas.
    void setImage(const QImage& image);
    const QImage& image() const;
    void setRegions(std::vector<CanvasRegion> regions);
    const std::vector<CanvasRegion>& regions() const { return regions_; }
    void setRegionsShown(bool shown);
    void setLabelsShown(bool shown);
    bool labelsShown() const { return labelsShown_; }
    /// -1: none. For a list beside the canvas; the pointer highlights by itself.
    void setHighlighted(int region);
    int highlighted() const { return highlighted_; }

    /// Instead of a picture.
    void showEmpty(const QString& title, const QString& text = {});
    void showLoading(const QString& title);
    void showError(const QString& title, const QString& text);

    const ViewTransform& view() const { return view_; }
    void fit();
    void actualSize();
    void zoomBy(double factor);

    QSize sizeHint() const override { return {480, 360}; }
    QSize minimumSizeHint() const override { return {160, 120}; }

Q_SIGNALS:
    /// Region under the pointer; -1 when it leaves the last.
    void hovered(int region);
    void clicked(int region);
    /// Logical pixels per pixel of the picture.
    void zoomChanged(double scale);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int regionAt(const QPointF& viewPoint) const;
    void setHovered(int region);
    const QImage& levelFor(double scale) const;
    void paintRegions(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;
    void viewChanged();
    void retranslate();

    mutable std::vector<QImage> levels_;  // the picture, its half, its quarter, ...: made when needed
    std::vector<CanvasRegion> regions_;
    ViewTransform view_;
    StateView* state_;
    int highlighted_ = -1, hovered_ = -1;
    bool regionsShown_ = true, labelsShown_ = true, dragged_ = false;
    QPointF pressedAt_, lastAt_;
};

}  // namespace atelier::widgets
