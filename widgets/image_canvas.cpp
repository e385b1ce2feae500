#include "image_canvas.h"

#include "state_view.h"
#include "theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <cmath>

namespace atelier::widgets {
namespace {

constexpr double kStep = 1.25;  // of + and -
constexpr int kPan = 48;        // of an arrow key

}  // namespace

ImageCanvas::ImageCanvas(QWidget* parent)
    : QWidget(parent), painter_(scene_), editor_(new RegionEditor(scene_, this)), state_(new StateView(this)) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(state_);
    connect(editor_, &RegionEditor::overlayChanged, this, &ImageCanvas::updateTop);
    connect(editor_, &RegionEditor::liftedChanged, this,
            [this](const std::vector<int>& regions) { update(painter_.changeRegions(regions)); });
    connect(&theme(), &Theme::changed, this, [this] {
        painter_.changeAll();
        update();
    });
    retranslate();
    setImage({});
}

void ImageCanvas::setImage(const QImage& image) {
    if (editor_->isBusy()) editor_->cancel();
    drag_ = Drag::Nothing;
    setRegions({});
    painter_.setPicture(image);
    state_->setVisible(image.isNull());
    if (image.isNull()) state_->showEmpty("image", tr("No picture"), {});
    scene_.picture = image.size();
    scene_.view.setContent(image.size());
    viewChanged();
    updateCursor(scene_.view.viewMiddle());
}

void ImageCanvas::setRegions(std::vector<CanvasRegion> regions, const std::optional<std::vector<int>>& selection) {
    editor_->forgetRegions();
    const bool same = regions.size() == scene_.regions.size();
    std::vector<int> changed;
    for (std::size_t i = 0; same && i < regions.size(); ++i)
        if (regions[i] != scene_.regions[i]) changed.push_back(static_cast<int>(i));
    if (!same) {
        highlighted_.clear();
        setHovered(-1);
    }
    painter_.changeRegions(changed);  // where they were
    scene_.regions = std::move(regions);
    scene_.index.build(scene_.regions);
    if (same) {
        painter_.changeRegions(changed);
        painter_.changeLabels();
    } else {
        painter_.changeAll();
    }
    editor_->setSelection(selection ? *selection : same ? scene_.selection : std::vector<int>());
    updateTop();
    if (!same || !changed.empty()) update();  // labels may have gone anywhere
}

void ImageCanvas::setRegionsShown(bool shown) {
    if (editor_->isBusy()) editor_->cancel();
    regionsShown_ = shown;
    painter_.setShown(regionsShown_, labelsShown_);
    updateTop();
    update();
}

void ImageCanvas::setLabelsShown(bool shown) {
    if (labelsShown_ == shown) return;
    labelsShown_ = shown;
    painter_.setShown(regionsShown_, labelsShown_);
    update();
    Q_EMIT labelsShownChanged(shown);
}

void ImageCanvas::setHighlighted(int region) {
    setAllHighlighted(region < 0 ? std::vector<int>() : std::vector<int>{region});
}

void ImageCanvas::setAllHighlighted(std::vector<int> regions) {
    std::erase_if(regions, [this](int region) { return region < 0 || region >= std::ssize(scene_.regions); });
    std::sort(regions.begin(), regions.end());
    highlighted_ = std::move(regions);
    updateTop();
}

void ImageCanvas::setEditable(bool editable) {
    if (editable_ == editable) return;
    if (editor_->isBusy()) editor_->cancel();
    editor_->setSelection({});
    editable_ = editable;
    spaceHeld_ = false;
    retranslate();
    updateTop();
    updateCursor(lastAt_);
    Q_EMIT editableChanged(editable);
}

void ImageCanvas::showEmpty(const QString& title, const QString& text) {
    setImage({});
    state_->showEmpty("image", title, text);
}

void ImageCanvas::showLoading(const QString& title) {
    setImage({});
    state_->showLoading(title);
}

void ImageCanvas::showError(const QString& title, const QString& text) {
    setImage({});
    state_->showError(title, text);
}

void ImageCanvas::fit() {
    scene_.view.fit();
    viewChanged();
}

void ImageCanvas::actualSize() {
    scene_.view.zoomTo(1, scene_.view.viewMiddle());
    viewChanged();
}

void ImageCanvas::zoomBy(double factor) {
    scene_.view.zoomBy(factor, scene_.view.viewMiddle());
    viewChanged();
}

void ImageCanvas::zoomIn() {
    zoomBy(kStep);
}

void ImageCanvas::zoomOut() {
    zoomBy(1 / kStep);
}

void ImageCanvas::viewChanged() {
    painter_.changeAll();
    updateTop();
    update();
    Q_EMIT zoomChanged(scene_.view.scale());
}

void ImageCanvas::panBy(const QPointF& delta) {
    const QPointF before = scene_.view.toView(QPointF());
    scene_.view.pan(delta);
    painter_.scroll(scene_.view.toView(QPointF()) - before);
    updateTop();
    update();
    Q_EMIT zoomChanged(scene_.view.scale());
}

void ImageCanvas::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    scene_.view.setView(size());
    viewChanged();
}

void ImageCanvas::wheelEvent(QWheelEvent* event) {
    if (isEmpty()) return event->ignore();
    const double notches = event->angleDelta().y() / 120.0;
    if (notches != 0) {
        scene_.view.zoomBy(std::pow(kStep, notches), event->position());
        viewChanged();
    }
    event->accept();
}

ToolPointer ImageCanvas::toolPointer(const QPointF& viewPoint, Qt::KeyboardModifiers modifiers) const {
    return {scene_.view.toContent(viewPoint), viewPoint, modifiers};
}

void ImageCanvas::mousePressEvent(QMouseEvent* event) {
    const bool left = event->button() == Qt::LeftButton;
    if (isEmpty() || (!left && event->button() != Qt::MiddleButton)) return event->ignore();
    if (drag_ != Drag::Nothing) return;  // a second button
    pressedAt_ = lastAt_ = event->position();
    drag_ = left && isEditing() && !spaceHeld_ ? Drag::Tool : Drag::Press;
    if (drag_ == Drag::Tool) {
        setHovered(-1);
        editor_->press(toolPointer(lastAt_, event->modifiers()), event->type() == QEvent::MouseButtonDblClick);
    }
    updateCursor(lastAt_);
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (drag_ == Drag::Press && isDrag(pressedAt_, at)) drag_ = Drag::Pan;
    if (drag_ == Drag::Press) return;
    if (drag_ == Drag::Pan) {
        // By whole pixels of the screen, so that what is drawn can be shifted; the rest comes with the next move.
        const double ratio = devicePixelRatioF();
        const QPointF by = QPointF(((at - lastAt_) * ratio).toPoint()) / ratio;
        lastAt_ += by;
        panBy(by);
    } else {
        lastAt_ = at;
        if (isEditing()) editor_->move(toolPointer(at, event->modifiers()));
    }
    if (drag_ == Drag::Nothing) setHovered(editable_ && editor_->isBusy() ? -1 : regionAt(at));
    updateCursor(at);
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const bool left = event->button() == Qt::LeftButton;
    if (isEmpty() || (!left && event->button() != Qt::MiddleButton)) return;
    const Drag drag = std::exchange(drag_, Drag::Nothing);
    lastAt_ = event->position();
    if (drag == Drag::Tool) editor_->release(toolPointer(lastAt_, event->modifiers()));
    updateCursor(lastAt_);
    if (drag != Drag::Press || !left || editable_) return;
    if (const int region = regionAt(lastAt_); region >= 0) Q_EMIT clicked(region);
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (isEditing()) return mousePressEvent(event);
    if (isEmpty() || event->button() != Qt::LeftButton) return;
    if (scene_.view.fitted())
        scene_.view.zoomTo(std::max(1.0, 2 * scene_.view.scale()), event->position());
    else
        scene_.view.fit();
    viewChanged();
}

void ImageCanvas::leaveEvent(QEvent*) {
    setHovered(-1);
    if (isEditing()) editor_->leave();
}

void ImageCanvas::focusOutEvent(QFocusEvent* event) {
    spaceHeld_ = false;  // its release goes elsewhere
    QWidget::focusOutEvent(event);
}

bool ImageCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && isEditing() && editor_->wantsKey(*static_cast<QKeyEvent*>(event)))
        event->accept();
    return QWidget::event(event);
}

bool ImageCanvas::focusNextPrevChild(bool next) {
    return (isEditing() && editor_->selectNext(next)) || QWidget::focusNextPrevChild(next);
}

void ImageCanvas::keyPressEvent(QKeyEvent* event) {
    if (isEmpty()) return QWidget::keyPressEvent(event);
    if (isEditing() && event->key() == Qt::Key_Space) {
        spaceHeld_ = true;
        return updateCursor(lastAt_);
    }
    if (isEditing() && editor_->keyPress(*event)) return;
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoomIn();
        case Qt::Key_Minus:
            return zoomOut();
        case Qt::Key_0:
            return fit();
        case Qt::Key_1:
            return actualSize();
        case Qt::Key_Left:
            return panBy({kPan, 0});
        case Qt::Key_Right:
            return panBy({-kPan, 0});
        case Qt::Key_Up:
            return panBy({0, kPan});
        case Qt::Key_Down:
            return panBy({0, -kPan});
        default:
            QWidget::keyPressEvent(event);
    }
}

void ImageCanvas::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space || event->isAutoRepeat()) return QWidget::keyReleaseEvent(event);
    spaceHeld_ = false;
    updateCursor(lastAt_);
}

void ImageCanvas::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

int ImageCanvas::regionAt(const QPointF& viewPoint) const {
    return regionsShown_ ? scene_.regionAt(scene_.view.toContent(viewPoint)) : -1;
}

void ImageCanvas::setHovered(int region) {
    if (hovered_ == region) return;
    hovered_ = region;
    updateTop();
    Q_EMIT hovered(region);
}

void ImageCanvas::updateCursor(const QPointF& viewPoint) {
    Qt::CursorShape shape = Qt::OpenHandCursor;
    if (isEmpty())
        shape = Qt::ArrowCursor;
    else if (drag_ == Drag::Pan)
        shape = Qt::ClosedHandCursor;
    else if (isEditing() && !spaceHeld_)
        shape = editor_->cursor(toolPointer(viewPoint, {}));
    else if (hovered_ >= 0)
        shape = Qt::PointingHandCursor;
    if (cursor().shape() != shape) setCursor(shape);
}

std::vector<int> ImageCanvas::lit() const {
    std::vector<int> regions(scene_.selection);
    regions.insert(regions.end(), highlighted_.begin(), highlighted_.end());
    if (hovered_ >= 0) regions.push_back(hovered_);
    std::sort(regions.begin(), regions.end());
    regions.erase(std::unique(regions.begin(), regions.end()), regions.end());
    return regions;
}

void ImageCanvas::updateTop() {
    const QRegion now = painter_.topArea(lit(), overlay());
    update(top_ + now);
    top_ = now;
}

void ImageCanvas::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath frame;
    frame.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius::kMedium, radius::kMedium);
    if (isEmpty()) {
        painter.fillPath(frame, theme().color(Role::SurfaceSunken));
    } else {
        painter.setClipPath(frame);
        painter_.paint(painter, lit(), overlay(), event->region(), devicePixelRatioF());
        painter.setClipping(false);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme().color(hasFocus() ? Role::Accent : Role::Border));
    painter.drawPath(frame);
}

void ImageCanvas::retranslate() {
    setAccessibleName(tr("Picture"));
    setAccessibleDescription(tr("Wheel or plus and minus zoom, 0 fits, 1 shows pixel for pixel, arrows move"));
    if (!editable_) return;
    setAccessibleDescription(
        accessibleDescription() + '\n' +
        tr("Tab chooses the next region, Escape and Tab leave. Arrows move what is chosen, with Shift by ten pixels; "
           "with "
           "Alt they make a box larger or smaller; Delete removes it. With the tool for boxes Enter puts a box in the "
           "middle."));
}

}  // namespace atelier::widgets
