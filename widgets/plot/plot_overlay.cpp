#include "plot/plot_overlay.h"

#include "theme/theme.h"

#include <QPainter>

namespace atelier::widgets {
namespace {

constexpr int kNameWidth = 160, kSwatch = 8;

}  // namespace

PlotOverlay::PlotOverlay(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PlotOverlay::setArea(const QRectF& area) {
    area_ = area;
    update();
}

void PlotOverlay::setReadings(double x, const QString& title, std::vector<Reading> readings) {
    x_ = x;
    title_ = title;
    readings_ = std::move(readings);
    update();
}

void PlotOverlay::clearReadings() {
    if (!readings_.empty()) setReadings(0, {}, {});
}

void PlotOverlay::setBand(const QRectF& band) {
    band_ = band;
    update();
}

void PlotOverlay::setEmptyText(const QString& text) {
    emptyText_ = text;
    update();
}

void PlotOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!emptyText_.isEmpty()) {
        painter.setPen(theme().color(Role::TextMuted));
        painter.setFont(theme().font(TextStyle::Body));
        painter.drawText(rect().adjusted(space::kLarge, 0, -space::kLarge, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         emptyText_);
        return;
    }
    if (!band_.isNull()) {
        QColor fill = theme().color(Role::Accent);
        fill.setAlpha(40);
        painter.setPen(theme().color(Role::Accent));
        painter.setBrush(fill);
        painter.drawRect(band_.intersected(area_));
    }
    if (!readings_.empty()) paintValues(painter);
}

void PlotOverlay::paintValues(QPainter& painter) const {
    const qreal x = x_;
    painter.setPen(QPen(theme().color(Role::TextFaint), 1, Qt::DashLine));
    painter.drawLine(QPointF(x, area_.top()), QPointF(x, area_.bottom()));
    for (const Reading& reading : readings_) {
        if (!area_.adjusted(-1, -1, 1, 1).contains(reading.at)) continue;
        painter.setPen(QPen(theme().color(Role::Surface), 1.5));
        painter.setBrush(reading.color);
        painter.drawEllipse(reading.at, 4, 4);
    }

    const QFont small = theme().font(TextStyle::Small);
    QFont strong = small;
    strong.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(small), bold(strong);
    qreal names = 0, values = 0, notes = 0;
    for (const Reading& reading : readings_) {
        names = qMax(names, qMin<qreal>(kNameWidth, metrics.horizontalAdvance(reading.name)));
        values = qMax(values, bold.horizontalAdvance(reading.value));
        notes = qMax(notes, metrics.horizontalAdvance(reading.note));
    }
    const qreal line = metrics.height() + 2, gap = space::kSmall;
    const qreal inner =
        qMax(kSwatch + gap + names + gap + values + (notes > 0 ? gap + notes : 0), metrics.horizontalAdvance(title_));
    const QSizeF size(inner + 2 * space::kSmall, line * (static_cast<qreal>(readings_.size()) + 1) + 2 * space::kTight);
    // Beside the line, on the side that has room.
    QRectF box(QPointF(x + space::kMedium, area_.top() + space::kSmall), size);
    if (box.right() > width() - 2) box.moveRight(x - space::kMedium);
    box.moveLeft(qMax(2.0, box.left()));
    painter.setPen(theme().color(Role::BorderStrong));
    painter.setBrush(theme().color(Role::SurfaceRaised));
    painter.drawRoundedRect(box.translated(0.5, 0.5), radius::kMedium, radius::kMedium);
    QRectF row(box.left() + space::kSmall, box.top() + space::kTight, inner, line);
    painter.setFont(small);
    painter.setPen(theme().color(Role::TextMuted));
    painter.drawText(row, Qt::AlignVCenter | Qt::AlignLeft, title_);
    for (const Reading& reading : readings_) {
        row.translate(0, line);
        painter.setPen(Qt::NoPen);
        painter.setBrush(reading.color);
        painter.drawEllipse(QRectF(row.left(), row.center().y() - kSwatch / 2.0, kSwatch, kSwatch));
        QRectF cell(row.left() + kSwatch + gap, row.top(), names, line);
        painter.setFont(small);
        painter.setPen(theme().color(Role::Text));
        painter.drawText(cell, Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(reading.name, Qt::ElideRight, names + 1));
        cell = QRectF(cell.right() + gap, row.top(), values, line);
        painter.setFont(strong);
        painter.drawText(cell, Qt::AlignVCenter | Qt::AlignRight, reading.value);
        cell = QRectF(cell.right() + gap, row.top(), notes, line);
        painter.setFont(small);
        painter.setPen(theme().color(Role::TextMuted));
        painter.drawText(cell, Qt::AlignVCenter | Qt::AlignRight, reading.note);
    }
}

}  // namespace atelier::widgets
