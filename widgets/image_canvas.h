#pragma once

#include "canvas/canvas_painter.h"
#include "canvas/canvas_scene.h"
#include "canvas/region_editor.h"

#include <QImage>
#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace atelier::widgets {

class StateView;

/// Shows a picture with its regions, to zoom (wheel, + - 0 1), pan (drag, arrows) and point at. Made editable, its
/// editor() chooses, draws and changes regions; then the middle button or Space with a drag pans, and arrows where
/// nothing is chosen. Made for 10,000 regions: what rests is drawn once.
class ImageCanvas : public QWidget {
    Q_OBJECT

public:
    explicit ImageCanvas(QWidget* parent = nullptr);

    /// Fits the picture and drops the regions. A null image empties the canvas.
    void setImage(const QImage& image);
    const QImage& image() const { return painter_.picture(); }
    /// What is chosen and highlighted stays where the number of regions does, unless `selection` says what is chosen.
    void setRegions(std::vector<CanvasRegion> regions, const std::optional<std::vector<int>>& selection = {});
    const std::vector<CanvasRegion>& regions() const { return scene_.regions; }
    /// Hidden ones are neither pointed at nor edited.
    void setRegionsShown(bool shown);
    void setLabelsShown(bool shown);
    bool labelsShown() const { return labelsShown_; }
    /// -1: none. For a list beside the canvas; the pointer highlights by itself.
    void setHighlighted(int region);
    /// The first of them; -1: none.
    int highlighted() const { return highlighted_.empty() ? -1 : highlighted_.front(); }
    /// For links: several at a time, in any order.
    void setAllHighlighted(std::vector<int> regions);

    /// Off at first. Read-only, editor() says nothing.
    void setEditable(bool editable);
    bool isEditable() const { return editable_; }
    RegionEditor& editor() { return *editor_; }

    /// Instead of a picture.
    void showEmpty(const QString& title, const QString& text = {});
    void showLoading(const QString& title);
    void showError(const QString& title, const QString& text);

    const ViewTransform& view() const { return scene_.view; }
    void fit();
    void actualSize();
    void zoomBy(double factor);
    void zoomIn();
    void zoomOut();

    QSize sizeHint() const override { return {480, 360}; }
    QSize minimumSizeHint() const override { return {160, 120}; }

Q_SIGNALS:
    /// Region under the pointer; -1 when it leaves the last.
    void hovered(int region);
    /// Of a canvas that is read only.
    void clicked(int region);
    /// Logical pixels per pixel of the picture.
    void zoomChanged(double scale);
    void labelsShownChanged(bool shown);
    void editableChanged(bool editable);

protected:
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    enum class Drag { Nothing, Press, Pan, Tool };

    bool isEmpty() const { return image().isNull(); }
    bool isEditing() const { return editable_ && regionsShown_ && !isEmpty(); }
    ToolPointer toolPointer(const QPointF& viewPoint, Qt::KeyboardModifiers modifiers) const;
    int regionAt(const QPointF& viewPoint) const;
    void setHovered(int region);
    void panBy(const QPointF& delta);
    void updateCursor(const QPointF& viewPoint);
    void viewChanged();
    std::vector<int> lit() const;
    CanvasOverlay overlay() const { return isEditing() ? editor_->overlay() : CanvasOverlay(); }
    void updateTop();
    void retranslate();

    CanvasScene scene_;
    CanvasPainter painter_;
    RegionEditor* editor_;
    StateView* state_;
    std::vector<int> highlighted_;  // ascending
    int hovered_ = -1;
    bool regionsShown_ = true, labelsShown_ = true, editable_ = false, spaceHeld_ = false;
    QRegion top_;  // what was last drawn above the layer
    Drag drag_ = Drag::Nothing;
    QPointF pressedAt_, lastAt_;
};

}  // namespace atelier::widgets
