#include "image_canvas.h"

#include "state_view.h"
#include "theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <cmath>

namespace atelier::widgets {
namespace {

constexpr double kStep = 1.25;     // of + and -
constexpr double kPixelsFrom = 3;  // from this scale on pixels are shown as squares
constexpr int kChipWidth = 220, kPan = 48;

double area(const QPolygonF& polygon) {
    double twice = 0;
    for (int i = 0; i < polygon.size(); ++i) {
        const QPointF a = polygon[i], b = polygon[(i + 1) % polygon.size()];
        twice += a.x() * b.y() - b.x() * a.y();
    }
    return std::abs(twice) / 2;
}

}  // namespace

ImageCanvas::ImageCanvas(QWidget* parent) : QWidget(parent), state_(new StateView(this)) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(state_);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
    retranslate();
    setImage({});
}

void ImageCanvas::setImage(const QImage& image) {
    levels_.clear();
    regions_.clear();
    highlighted_ = -1;
    setHovered(-1);
    if (!image.isNull())
        levels_.push_back(image.convertToFormat(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied
                                                                        : QImage::Format_RGB32));
    state_->setVisible(image.isNull());
    if (image.isNull()) state_->showEmpty("image", tr("No picture"), {});
    setCursor(image.isNull() ? Qt::ArrowCursor : Qt::OpenHandCursor);
    view_.setContent(image.size());
    viewChanged();
}

const QImage& ImageCanvas::image() const {
    static const QImage none;
    return levels_.empty() ? none : levels_.front();
}

void ImageCanvas::setRegions(std::vector<CanvasRegion> regions) {
    regions_ = std::move(regions);
    highlighted_ = -1;
    setHovered(-1);
    update();
}

void ImageCanvas::setRegionsShown(bool shown) {
    regionsShown_ = shown;
    update();
}

void ImageCanvas::setLabelsShown(bool shown) {
    labelsShown_ = shown;
    update();
}

void ImageCanvas::setHighlighted(int region) {
    if (highlighted_ == region) return;
    highlighted_ = region;
    update();
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
    view_.fit();
    viewChanged();
}

void ImageCanvas::actualSize() {
    view_.zoomTo(1, view_.viewMiddle());
    viewChanged();
}

void ImageCanvas::zoomBy(double factor) {
    view_.zoomBy(factor, view_.viewMiddle());
    viewChanged();
}

void ImageCanvas::viewChanged() {
    update();
    Q_EMIT zoomChanged(view_.scale());
}

void ImageCanvas::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    view_.setView(size());
    viewChanged();
}

void ImageCanvas::wheelEvent(QWheelEvent* event) {
    if (levels_.empty()) return event->ignore();
    const double notches = event->angleDelta().y() / 120.0;
    if (notches != 0) {
        view_.zoomBy(std::pow(kStep, notches), event->position());
        viewChanged();
    }
    event->accept();
}

void ImageCanvas::mousePressEvent(QMouseEvent* event) {
    if (levels_.empty() || event->button() == Qt::RightButton) return event->ignore();
    pressedAt_ = lastAt_ = event->position();
    dragged_ = false;
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (event->buttons() & (Qt::LeftButton | Qt::MiddleButton)) {
        if (!dragged_ && (at - pressedAt_).manhattanLength() < QApplication::startDragDistance()) return;
        dragged_ = true;
        setCursor(Qt::ClosedHandCursor);
        view_.pan(at - lastAt_);
        lastAt_ = at;
        return viewChanged();
    }
    setHovered(regionAt(at));
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event) {
    if (levels_.empty()) return;
    setCursor(hovered_ >= 0 ? Qt::PointingHandCursor : Qt::OpenHandCursor);
    if (dragged_ || event->button() != Qt::LeftButton) return;
    if (const int region = regionAt(event->position()); region >= 0) Q_EMIT clicked(region);
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (levels_.empty() || event->button() != Qt::LeftButton) return;
    if (view_.fitted())
        view_.zoomTo(std::max(1.0, 2 * view_.scale()), event->position());
    else
        view_.fit();
    viewChanged();
}

void ImageCanvas::leaveEvent(QEvent*) {
    setHovered(-1);
}

void ImageCanvas::keyPressEvent(QKeyEvent* event) {
    if (levels_.empty()) return QWidget::keyPressEvent(event);
    const auto pan = [this](double x, double y) {
        view_.pan({x, y});
        viewChanged();
    };
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoomBy(kStep);
        case Qt::Key_Minus:
            return zoomBy(1 / kStep);
        case Qt::Key_0:
            return fit();
        case Qt::Key_1:
            return actualSize();
        case Qt::Key_Left:
            return pan(kPan, 0);
        case Qt::Key_Right:
            return pan(-kPan, 0);
        case Qt::Key_Up:
            return pan(0, kPan);
        case Qt::Key_Down:
            return pan(0, -kPan);
        default:
            QWidget::keyPressEvent(event);
    }
}

void ImageCanvas::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

// Of regions inside one another the smallest is meant.
int ImageCanvas::regionAt(const QPointF& viewPoint) const {
    if (!regionsShown_) return -1;
    const QPointF point = view_.toContent(viewPoint);
    int best = -1;
    double bestArea = 0;
    for (std::size_t i = 0; i < regions_.size(); ++i) {
        if (!regions_[i].points.containsPoint(point, Qt::OddEvenFill)) continue;
        const double size = area(regions_[i].points);
        if (best < 0 || size < bestArea) best = static_cast<int>(i), bestArea = size;
    }
    return best;
}

void ImageCanvas::setHovered(int region) {
    if (hovered_ == region) return;
    hovered_ = region;
    if (!levels_.empty()) setCursor(region >= 0 ? Qt::PointingHandCursor : Qt::OpenHandCursor);
    update();
    Q_EMIT hovered(region);
}

// The smallest level that still has a pixel for each of the screen's: bilinear sampling then neither flickers nor
// blurs.
const QImage& ImageCanvas::levelFor(double scale) const {
    std::size_t level = 0;
    while (scale <= 0.5 && levels_[level].width() > 1 && levels_[level].height() > 1) {
        if (level + 1 == levels_.size())
            levels_.push_back(levels_[level].scaled((levels_[level].size() + QSize(1, 1)) / 2, Qt::IgnoreAspectRatio,
                                                    Qt::SmoothTransformation));
        ++level;
        scale *= 2;
    }
    return levels_[level];
}

void ImageCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath frame;
    frame.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius::kMedium, radius::kMedium);
    painter.fillPath(frame, theme().color(Role::SurfaceSunken));
    if (!levels_.empty()) {
        painter.setClipPath(frame);
        const double scale = view_.scale() * devicePixelRatioF();
        const QImage& level = levelFor(scale);
        const QRectF place = view_.contentInView(), seen = place.intersected(rect());
        const double x = level.width() / place.width(), y = level.height() / place.height();
        const QRectF source((seen.x() - place.x()) * x, (seen.y() - place.y()) * y, seen.width() * x,
                            seen.height() * y);
        painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < kPixelsFrom);
        painter.drawImage(seen, level, source);
        if (regionsShown_) {
            paintRegions(painter);
            if (labelsShown_ || hovered_ >= 0 || highlighted_ >= 0) paintLabels(painter);
        }
        painter.setClipping(false);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme().color(hasFocus() ? Role::Accent : Role::Border));
    painter.drawPath(frame);
}

void ImageCanvas::paintRegions(QPainter& painter) const {
    for (std::size_t i = 0; i < regions_.size(); ++i) {
        const bool lit = static_cast<int>(i) == highlighted_ || static_cast<int>(i) == hovered_;
        QPolygonF polygon;
        for (const QPointF& point : regions_[i].points)
            polygon << view_.toView(point);
        QColor color = theme().series(regions_[i].color);
        // A dark edge below: pale lines stay visible on white paper, dark ones on night.
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(0, 0, 0, 90), lit ? 5 : 3.5, Qt::SolidLine, Qt::SquareCap, Qt::RoundJoin));
        painter.drawPolygon(polygon);
        painter.setPen(QPen(color, lit ? 3 : 2, Qt::SolidLine, Qt::SquareCap, Qt::RoundJoin));
        color.setAlpha(lit ? 80 : 26);
        painter.setBrush(color);
        painter.drawPolygon(polygon);
    }
}

void ImageCanvas::paintLabels(QPainter& painter) const {
    painter.setFont(theme().font(TextStyle::Small));
    const QFontMetrics metrics(painter.font());
    std::vector<QRectF> taken;
    const auto paintChip = [&](int index, bool lit) {
        const CanvasRegion& region = regions_[static_cast<std::size_t>(index)];
        QString text = region.label;
        if (lit && !region.text.isEmpty()) text = text.isEmpty() ? region.text : tr("%1: %2").arg(text, region.text);
        if (text.isEmpty()) return;
        text = metrics.elidedText(text.simplified(), Qt::ElideRight, lit ? 2 * kChipWidth : kChipWidth);
        const QRectF box = region.points.boundingRect();
        const QPointF corner = view_.toView(box.topLeft());
        QRectF chip(corner.x() - 1, corner.y() - metrics.height() - 3, metrics.horizontalAdvance(text) + 12,
                    metrics.height() + 2);
        if (!QRectF(rect()).intersects(QRectF(corner, view_.toView(box.bottomRight())))) return;
        // Within the view, even where its region begins outside.
        chip.moveLeft(std::clamp(chip.left(), 2.0, std::max(2.0, width() - chip.width() - 2)));
        chip.moveTop(std::max(chip.top(), 2.0));
        for (const QRectF& other : taken)
            if (!lit && other.intersects(chip)) return;
        taken.push_back(chip);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().series(region.color));
        painter.drawRoundedRect(chip, radius::kSmall, radius::kSmall);
        painter.setPen(theme().color(Role::OnAccent));
        painter.drawText(chip, Qt::AlignCenter, text);
    };
    const auto isLit = [this](int i) { return i == hovered_ || i == highlighted_; };
    const int count = static_cast<int>(regions_.size());
    if (labelsShown_)
        for (int i = 0; i < count; ++i)
            if (!isLit(i)) paintChip(i, false);
    for (int i = 0; i < count; ++i)
        if (isLit(i)) paintChip(i, true);
}

void ImageCanvas::retranslate() {
    setAccessibleName(tr("Picture"));
    setAccessibleDescription(tr("Wheel or plus and minus zoom, 0 fits, 1 shows pixel for pixel, arrows move"));
}

}  // namespace atelier::widgets
