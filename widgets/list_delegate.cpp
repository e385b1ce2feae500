#include "list_delegate.h"

#include "theme/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace atelier::widgets {

void ListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString name = item.text, detail = index.data(kDetailRole).toString();
    const QIcon icon = item.icon;
    item.text.clear();
    item.icon = {};
    QStyle* style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const bool enabled = item.state.testFlag(QStyle::State_Enabled);
    QRect left = item.rect.adjusted(space::kTight, 0, -space::kTight, 0);
    const auto placed = [&](const QRect& rect) { return QStyle::visualRect(item.direction, item.rect, rect); };
    if (!icon.isNull()) {
        const QRect square(left.left(), left.center().y() - item.decorationSize.height() / 2,
                           item.decorationSize.width(), item.decorationSize.height());
        icon.paint(painter, placed(square), Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        left.setLeft(square.right() + 1 + space::kSmall);
    }
    const QFontMetrics metrics(item.font);
    const auto draw = [&](const QRect& rect, const QString& text, Role role, Qt::TextElideMode mode) {
        painter->setFont(item.font);
        painter->setPen(theme().color(enabled ? role : Role::TextFaint));
        painter->drawText(placed(rect),
                          static_cast<int>(QStyle::visualAlignment(item.direction, Qt::AlignLeft) | Qt::AlignVCenter),
                          metrics.elidedText(text, mode, rect.width()));
    };
    if (detail.isEmpty()) {
        draw(left, name, Role::Text, Qt::ElideRight);
    } else if (place_ == Place::Below) {
        const int line = metrics.height(), top = left.center().y() - line + 1;
        draw({left.left(), top, left.width(), line}, name, Role::Text, Qt::ElideRight);
        draw({left.left(), top + line, left.width(), line}, detail, Role::TextMuted, item.textElideMode);
    } else {
        const int width = std::min(metrics.horizontalAdvance(detail) + 2, left.width() / 2);
        draw({left.right() + 1 - width, left.top(), width, left.height()}, detail, Role::TextMuted, Qt::ElideRight);
        draw(left.adjusted(0, 0, -width - space::kMedium, 0), name, Role::Text, Qt::ElideRight);
    }
}

}  // namespace atelier::widgets
