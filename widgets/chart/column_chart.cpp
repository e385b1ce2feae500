#include "chart/column_chart.h"

#include "theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace atelier::widgets {

void ColumnChart::setColumns(std::vector<Bin> bins, const QString& least, const QString& greatest) {
    least_ = least;
    greatest_ = greatest;
    setBins(std::move(bins));
}

int ColumnChart::axisHeight() const {
    return QFontMetrics(theme().font(TextStyle::Small)).height() + space::kHair;
}

QRectF ColumnChart::area(int bin) const {
    const double wide = static_cast<double>(width()) / static_cast<double>(std::max<std::size_t>(1, bins().size()));
    return {bin * wide, 0, wide, static_cast<double>(height() - axisHeight())};
}

void ColumnChart::draw(QPainter& painter) {
    const int top = axisHeight(), bottom = height() - axisHeight();
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < static_cast<int>(bins().size()); ++i) {
        const QRectF all = area(i);
        if (i == current()) painter.fillRect(all, theme().color(Role::Hover));
        const qint64 count = bins()[static_cast<std::size_t>(i)].count;
        if (count == 0) continue;
        const double high =
            std::max(2.0, static_cast<double>(bottom - top) * static_cast<double>(count) / static_cast<double>(most()));
        const double gap = std::min(2.0, all.width() / 5);
        painter.fillRect(QRectF(all.left() + gap / 2, bottom - high, all.width() - gap, high), fill(i));
    }
    painter.setPen(theme().color(Role::BorderStrong));
    painter.drawLine(0, bottom, width(), bottom);
    painter.setPen(theme().color(Role::TextMuted));
    const QRect under(0, bottom + space::kHair, width(), height() - bottom);
    painter.drawText(under, Qt::AlignLeft | Qt::AlignTop, least_);
    painter.drawText(under, Qt::AlignRight | Qt::AlignTop, greatest_);
    if (!bins().empty())
        painter.drawText(QRect(0, 0, width(), top), Qt::AlignLeft | Qt::AlignTop, locale().toString(most()));
}

int ColumnChart::neighbour(int bin, Qt::Key key) const {
    const int by = key == Qt::Key_Left || key == Qt::Key_Down ? -1 : 1;
    return std::clamp(bin + by, 0, static_cast<int>(bins().size()) - 1);
}

}  // namespace atelier::widgets
