#include "video/seek_bar.h"

#include "theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace atelier::widgets {
namespace {

constexpr int kHeight = 22, kEdge = 8, kGroove = 4, kHandle = 6;  // pixels

}  // namespace

SeekBar::SeekBar(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
    setMinimumHeight(kHeight);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(false);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SeekBar::setPart(const std::optional<FilmRange>& part) {
    part_ = part;
    update();
}

QSize SeekBar::sizeHint() const {
    return {160, kHeight};
}

double SeekBar::placeOf(double milliseconds) const {
    const double share = maximum() > 0 ? std::clamp(milliseconds / maximum(), 0.0, 1.0) : 0;
    const double room = width() - 2.0 * kEdge;
    return kEdge + room * (layoutDirection() == Qt::RightToLeft ? 1 - share : share);
}

void SeekBar::seekTo(double x) {
    const double room = std::max(1.0, width() - 2.0 * kEdge);
    double share = std::clamp((x - kEdge) / room, 0.0, 1.0);
    if (layoutDirection() == Qt::RightToLeft) share = 1 - share;
    setValue(static_cast<int>(share * maximum()));
    Q_EMIT sought(share * maximum() / 1000.0);
}

void SeekBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double middle = height() / 2.0;
    const auto bar = [&](double from, double to, double thick, const QColor& color) {
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(QPointF(from, middle - thick / 2), QPointF(to, middle + thick / 2)).normalized(),
                                thick / 2, thick / 2);
    };
    const double here = placeOf(value());
    bar(placeOf(0), placeOf(maximum()), kGroove, theme().color(Role::BorderStrong));
    if (part_) {
        const double from = placeOf(part_->begin * 1000), to = placeOf(part_->end * 1000);
        bar(from, to, kGroove + 6, theme().color(Role::AccentSoft));
        for (const double edge : {from, to})
            bar(edge - 1, edge + 1, kHeight - 8, theme().color(Role::Accent));
    }
    bar(part_ ? std::min(here, placeOf(part_->begin * 1000)) : placeOf(0), here, kGroove,
        isEnabled() ? theme().color(Role::Accent) : theme().color(Role::TextFaint));
    if (!isEnabled()) return;
    painter.setPen(QPen(theme().color(Role::Accent), hasFocus() ? 3 : 2));
    painter.setBrush(theme().color(Role::Surface));
    painter.drawEllipse(QPointF(here, middle), kHandle, kHandle);
}

void SeekBar::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    setSliderDown(true);
    seekTo(event->position().x());
}

void SeekBar::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) seekTo(event->position().x());
}

void SeekBar::mouseReleaseEvent(QMouseEvent*) {
    setSliderDown(false);
}

// The player's keys do more than a slider's.
void SeekBar::keyPressEvent(QKeyEvent* event) {
    event->ignore();
}

}  // namespace atelier::widgets
