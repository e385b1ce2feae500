#include "rate_plot.h"

#include "plot/plot_numbers.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace atelier::widgets {
namespace {

constexpr int kTicks = 4;           // about so many on the axis of losses
constexpr double kPad = 0.08;       // of the losses, above and below
constexpr double kDot = 1.6;        // radius, px
constexpr double kClipAbove = 1.6;  // losses above so many times the highest smoothed one are cut off

// The next of 1, 2, 5 times a power of ten.
double niceStep(double atLeast) {
    const double power = std::pow(10, std::floor(std::log10(atLeast)));
    for (const double digit : {1.0, 2.0, 5.0})
        if (digit * power >= atLeast) return digit * power;
    return 10 * power;
}

}  // namespace

RatePlot::RatePlot(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

double RatePlot::rounded(double rate) {
    return QString::number(rate, 'e', 1).toDouble();
}

void RatePlot::setRange(double lowest, double highest) {
    lowest_ = lowest;
    highest_ = std::max(highest, lowest * 1.01);
    update();
}

void RatePlot::add(const std::vector<Point>& points) {
    points_.insert(points_.end(), points.begin(), points.end());
    measure();
    update();
}

void RatePlot::clear() {
    points_.clear();
    marks_.clear();
    current_ = -1;
    unsetCursor();
    update();
}

void RatePlot::setMarks(std::vector<Mark> marks) {
    marks_ = std::move(marks);
    update();
}

void RatePlot::setLabels(const QString& rate, const QString& loss) {
    rateLabel_ = rate;
    lossLabel_ = loss;
    update();
}

void RatePlot::setEmptyText(const QString& text) {
    emptyText_ = text;
    update();
}

// A last loss that shoots up must not flatten all that came before.
void RatePlot::measure() {
    double least = INFINITY, most = -INFINITY, highest = -INFINITY;
    for (const Point& point : points_) {
        for (const double value : {point.smoothed, point.loss})
            if (std::isfinite(value)) least = std::min(least, value);
        if (std::isfinite(point.smoothed)) most = std::max(most, point.smoothed);
        if (std::isfinite(point.loss)) highest = std::max(highest, point.loss);
    }
    if (!std::isfinite(most)) most = highest;
    if (!std::isfinite(least) || !std::isfinite(most)) return;
    most = std::min(std::max(most, highest), most > 0 ? most * kClipAbove : most);
    const double pad = std::max((most - least) * kPad, 1e-9 + std::abs(most) * 1e-3);
    least_ = least - pad;
    most_ = most + pad;
}

QRectF RatePlot::area() const {
    const QFontMetricsF small(theme().font(TextStyle::Small));
    const double left = small.horizontalAdvance("0.0000") + space::kSmall;
    const double bottom = 2 * small.height() + space::kTight;
    return QRectF(rect()).adjusted(left, small.height() + space::kTight, -space::kMedium, -bottom);
}

double RatePlot::xOf(double rate) const {
    const QRectF inside = area();
    return inside.left() + inside.width() * std::log(rate / lowest_) / std::log(highest_ / lowest_);
}

double RatePlot::yOf(double loss) const {
    const QRectF inside = area();
    return inside.bottom() - inside.height() * (loss - least_) / (most_ - least_);
}

int RatePlot::pointAt(double x) const {
    int nearest = -1;
    for (int i = 0; i < static_cast<int>(points_.size()); ++i)
        if (nearest < 0 || std::abs(xOf(points_[static_cast<std::size_t>(i)].rate) - x) <
                               std::abs(xOf(points_[static_cast<std::size_t>(nearest)].rate) - x))
            nearest = i;
    return nearest;
}

void RatePlot::setCurrent(int point) {
    if (point == current_) return;
    current_ = point;
    setCursor(point < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
    if (point < 0) return;
    const Point& one = points_[static_cast<std::size_t>(point)];
    setAccessibleDescription(
        QString("%1 %2, %3 %4").arg(rateLabel_, valueText(one.rate), lossLabel_, valueText(one.smoothed)));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void RatePlot::take() {
    if (current_ >= 0) Q_EMIT rateTaken(rounded(points_[static_cast<std::size_t>(current_)].rate));
}

// --- what is drawn ---

void RatePlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme().font(TextStyle::Small));
    drawAxes(painter);
    if (points_.empty()) {
        painter.setPen(theme().color(Role::TextMuted));
        painter.setFont(theme().font(TextStyle::Body));
        painter.drawText(area().adjusted(space::kLarge, 0, -space::kLarge, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         emptyText_);
    } else {
        drawCurves(painter);
        drawMarks(painter);
        drawReading(painter);
    }
    if (!hasFocus()) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Role::Accent), 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius::kSmall, radius::kSmall);
}

void RatePlot::drawAxes(QPainter& painter) const {
    const QRectF inside = area();
    const QFontMetricsF small(painter.font());
    const QColor grid = theme().color(Role::Border), words = theme().color(Role::TextMuted);
    // Decades; only every second or third one is named where they are narrow.
    const int first = static_cast<int>(std::ceil(std::log10(lowest_) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(highest_) + 1e-9));
    const double decade = inside.width() / std::max(1e-9, std::log10(highest_ / lowest_));
    const int every =
        std::max(1, static_cast<int>(std::ceil((small.horizontalAdvance("1e-7") + space::kMedium) / decade)));
    for (int exponent = first; exponent <= last; ++exponent) {
        const double rate = std::pow(10.0, exponent), x = xOf(rate);
        painter.setPen(grid);
        painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()));
        if (exponent % every != 0) continue;
        painter.setPen(words);
        painter.drawText(QRectF(x - 40, inside.bottom() + space::kHair, 80, small.height()), Qt::AlignCenter,
                         tickText(rate, rate));
    }
    painter.setPen(words);
    painter.drawText(QRectF(inside.left(), inside.bottom() + small.height() + space::kHair, inside.width(),
                            small.height() + space::kHair),
                     Qt::AlignCenter, rateLabel_);
    painter.drawText(QRectF(space::kTight, 0, inside.right() - space::kTight, small.height()), Qt::AlignLeft,
                     lossLabel_);
    painter.setPen(theme().color(Role::BorderStrong));
    painter.drawLine(inside.bottomLeft(), inside.bottomRight());
    if (points_.empty()) return;
    const double step = niceStep((most_ - least_) / kTicks);
    for (double value = std::ceil(least_ / step) * step; value <= most_; value += step) {
        const double y = yOf(value);
        painter.setPen(grid);
        painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y));
        painter.setPen(words);
        painter.drawText(QRectF(0, y - small.height() / 2, inside.left() - space::kTight, small.height()),
                         Qt::AlignRight | Qt::AlignVCenter, tickText(value, step));
    }
}

void RatePlot::drawCurves(QPainter& painter) const {
    painter.save();
    painter.setClipRect(area());
    QColor dots = theme().series(0);
    dots.setAlphaF(0.45F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(dots);
    for (const Point& point : points_)
        if (std::isfinite(point.loss)) painter.drawEllipse(QPointF(xOf(point.rate), yOf(point.loss)), kDot, kDot);
    QPainterPath line;
    bool drawing = false;
    for (const Point& point : points_) {
        if (!std::isfinite(point.smoothed)) {
            drawing = false;
            continue;
        }
        const QPointF at(xOf(point.rate), yOf(point.smoothed));
        drawing ? line.lineTo(at) : line.moveTo(at);
        drawing = true;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().series(0), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(line);
    painter.restore();
}

// A name stands on the side of its line that has room; names do not cover each other, nor lines a name.
void RatePlot::drawMarks(QPainter& painter) const {
    const QRectF inside = area();
    const QFontMetricsF small(painter.font());
    std::vector<Mark> shown;
    for (const Mark& mark : marks_)
        if (mark.rate >= lowest_ && mark.rate <= highest_) shown.push_back(mark);
    const auto colorOf = [](const Mark& mark) { return theme().color(mark.faint ? Role::Warning : Role::Success); };
    for (const Mark& mark : shown) {
        const double x = xOf(mark.rate);
        painter.setPen(QPen(colorOf(mark), mark.faint ? 1 : 2, mark.faint ? Qt::DashLine : Qt::SolidLine));
        painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()));
    }
    double row = inside.top() + space::kTight;
    for (const Mark& mark : shown) {
        const double x = xOf(mark.rate), wide = small.horizontalAdvance(mark.name) + 2 * space::kTight;
        const bool left = x + wide + space::kTight > inside.right();
        const QRectF label(left ? x - wide - space::kTight : x + space::kTight, row, wide,
                           small.height() + space::kHair);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(Role::Surface));
        painter.drawRoundedRect(label, radius::kSmall, radius::kSmall);
        painter.setPen(colorOf(mark));
        painter.drawText(label, Qt::AlignCenter, mark.name);
        row += label.height() + space::kHair;
    }
}

void RatePlot::drawReading(QPainter& painter) const {
    if (current_ < 0) return;
    const Point& point = points_[static_cast<std::size_t>(current_)];
    const QRectF inside = area();
    const QFontMetricsF small(painter.font());
    const double x = xOf(point.rate);
    painter.setPen(QPen(theme().color(Role::TextMuted), 1, Qt::DotLine));
    painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()));
    if (std::isfinite(point.smoothed)) {
        painter.setPen(QPen(theme().color(Role::Surface), 1));
        painter.setBrush(theme().series(0));
        painter.drawEllipse(QPointF(x, std::clamp(yOf(point.smoothed), inside.top(), inside.bottom())), 4, 4);
    }
    const QString text = QString("%1  ·  %2 %3").arg(valueText(point.rate), lossLabel_, valueText(point.smoothed));
    painter.setPen(theme().color(Role::Text));
    painter.drawText(QRectF(inside.left(), 0, inside.width(), small.height()), Qt::AlignRight, text);
}

// --- pointer and keys ---

bool RatePlot::event(QEvent* event) {
    // The arrows are this widget's while it has the keyboard.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Return || key == Qt::Key_Enter) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void RatePlot::mouseMoveEvent(QMouseEvent* event) {
    setCurrent(area().adjusted(-space::kSmall, 0, space::kSmall, 0).contains(event->position())
                   ? pointAt(event->position().x())
                   : -1);
}

void RatePlot::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !area().contains(event->position())) return;
    setCurrent(pointAt(event->position().x()));
    take();
}

void RatePlot::leaveEvent(QEvent*) {
    if (!hasFocus()) setCurrent(-1);
}

void RatePlot::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(points_.size()) - 1;
    switch (event->key()) {
        case Qt::Key_Left:
            return setCurrent(std::min(last, std::max(0, current_ - 1)));
        case Qt::Key_Right:
            return setCurrent(std::min(last, current_ + 1));
        case Qt::Key_Home:
            return setCurrent(std::min(last, 0));
        case Qt::Key_End:
            return setCurrent(last);
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            return take();
        default:
            QWidget::keyPressEvent(event);
    }
}

void RatePlot::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void RatePlot::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    setCurrent(-1);
    update();
}

}  // namespace atelier::widgets
