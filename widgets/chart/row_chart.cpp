#include "chart/row_chart.h"

#include "theme/theme.h"

#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace atelier::widgets {

int RowChart::rowHeight() const {
    return QFontMetrics(theme().font(TextStyle::Small)).height() + space::kTight;
}

QRectF RowChart::area(int bin) const {
    return QRectF(0, bin * rowHeight(), width(), rowHeight());
}

QSize RowChart::sizeHint() const {
    return {220, std::max(1, static_cast<int>(bins().size())) * rowHeight()};
}

void RowChart::draw(QPainter& painter) {
    const QFontMetrics metrics(painter.font());
    int counts = 0;
    for (const Bin& bin : bins())
        counts = std::max(counts, metrics.horizontalAdvance(locale().toString(bin.count)));
    const int names = width() * 2 / 5, bars = width() - names - counts - 2 * space::kSmall;
    for (int i = 0; i < static_cast<int>(bins().size()); ++i) {
        const QRect row = area(i).toAlignedRect();
        const auto& [name, count] = bins()[static_cast<std::size_t>(i)];
        if (i == current()) painter.fillRect(row, theme().color(Role::Hover));
        const auto place = [&](int left, int wide) {
            return QStyle::visualRect(layoutDirection(), row, QRect(left, row.top(), wide, row.height()));
        };
        painter.setPen(theme().color(Role::Text));
        painter.drawText(place(space::kHair, names - space::kHair), Qt::AlignVCenter | Qt::AlignLeading,
                         metrics.elidedText(name.simplified(), Qt::ElideRight, names - space::kSmall));
        const int wide = count == 0 ? 0 : std::max(2, static_cast<int>(bars * count / most()));
        painter.fillRect(place(names, wide).adjusted(0, 3, 0, -3), fill(i));
        painter.setPen(theme().color(Role::TextMuted));
        painter.drawText(place(names + wide + space::kTight, counts + space::kTight),
                         Qt::AlignVCenter | Qt::AlignLeading, locale().toString(count));
    }
}

int RowChart::neighbour(int bin, Qt::Key key) const {
    const int by = key == Qt::Key_Up || key == Qt::Key_Left ? -1 : 1;
    return std::clamp(bin + by, 0, static_cast<int>(bins().size()) - 1);
}

}  // namespace atelier::widgets
