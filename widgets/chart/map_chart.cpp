#include "chart/map_chart.h"

#include "theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace atelier::widgets {

void MapChart::setCells(std::vector<double> xEdges, std::vector<double> yEdges, std::vector<Bin> bins) {
    x_ = std::move(xEdges);
    y_ = std::move(yEdges);
    setBins(std::move(bins));
}

QRectF MapChart::field() const {
    const QFontMetrics metrics(theme().font(TextStyle::Small));
    const double left =
        y_.empty() ? 0 : metrics.horizontalAdvance(locale().toString(y_.back(), 'f', 0)) + space::kTight;
    return QRectF(left, 0, width() - left - 1, height() - metrics.height() - space::kHair - 1);
}

QRectF MapChart::area(int bin) const {
    const QRectF all = field();
    const double wide = all.width() / columns(), high = all.height() / rows();
    return {all.left() + bin % columns() * wide, all.bottom() - (bin / columns() + 1) * high, wide, high};
}

void MapChart::draw(QPainter& painter) {
    if (bins().empty()) return;
    const QRectF all = field();
    painter.fillRect(all, theme().color(Role::SurfaceSunken));
    const QColor from = theme().color(Role::AccentSoft), to = theme().color(Role::Accent);
    for (int i = 0; i < static_cast<int>(bins().size()); ++i) {
        const qint64 count = bins()[static_cast<std::size_t>(i)].count;
        if (count == 0 && i != current()) continue;
        // By the root: a single picture is still seen beside thousands.
        const double share = 0.25 + 0.75 * std::sqrt(static_cast<double>(count) / static_cast<double>(most()));
        const auto mix = [&](int a, int b) { return static_cast<int>(a + (b - a) * share); };
        const QColor color(mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue()));
        painter.fillRect(area(i).adjusted(0.5, 0.5, -0.5, -0.5), count == 0 ? theme().color(Role::Hover) : color);
        if (i == current()) {
            painter.setPen(theme().color(Role::Text));
            painter.drawRect(area(i).adjusted(0.5, 0.5, -0.5, -0.5));
        }
    }
    const auto at = [&](double value) {
        return QPointF(all.left() + (value - x_.front()) / (x_.back() - x_.front()) * all.width(),
                       all.bottom() - (value - y_.front()) / (y_.back() - y_.front()) * all.height());
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(all);
    painter.setPen(QPen(theme().color(Role::TextFaint), 1, Qt::DashLine));
    painter.drawLine(at(std::min(x_.front(), y_.front())), at(std::max(x_.back(), y_.back())));
    painter.restore();
    painter.setPen(theme().color(Role::Border));
    painter.drawRect(all);
    painter.setPen(theme().color(Role::TextMuted));
    const auto number = [this](double value) { return locale().toString(value, 'f', 0); };
    const QRectF below(all.left(), all.bottom() + space::kHair, all.width(), height() - all.bottom());
    painter.drawText(below, Qt::AlignLeft | Qt::AlignTop, number(x_.front()));
    painter.drawText(below, Qt::AlignRight | Qt::AlignTop, number(x_.back()));
    const QRectF beside(0, 0, all.left() - space::kTight, all.height());
    painter.drawText(beside, Qt::AlignRight | Qt::AlignTop, number(y_.back()));
    painter.drawText(beside, Qt::AlignRight | Qt::AlignBottom, number(y_.front()));
}

int MapChart::neighbour(int bin, Qt::Key key) const {
    const int column = bin % columns(), row = bin / columns();
    switch (key) {
        case Qt::Key_Left:
            return column > 0 ? bin - 1 : bin;
        case Qt::Key_Right:
            return column + 1 < columns() ? bin + 1 : bin;
        case Qt::Key_Down:
            return row > 0 ? bin - columns() : bin;
        default:
            return row + 1 < rows() ? bin + columns() : bin;
    }
}

}  // namespace atelier::widgets
