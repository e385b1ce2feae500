#include "diff_delegate.h"

#include "text_diff_view.h"
#include "theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

namespace atelier::widgets {

void DiffDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto parts = index.data(kPartsRole).value<std::vector<DiffText>>();
    if (parts.empty()) return QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    QStyle* style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    QString text;
    QList<QTextLayout::FormatRange> formats;
    for (const DiffText& part : parts) {
        formats.append({static_cast<int>(text.size()), static_cast<int>(part.text.size()), diffFormat(part.kind)});
        text += part.text;
    }
    QTextLayout layout(text.replace('\n', QChar(0x21b5)), item.font);
    QTextOption line(QStyle::visualAlignment(item.direction, Qt::AlignLeft));
    line.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(line);
    layout.setFormats(formats);
    const QRect rect = item.rect.adjusted(space::kTight, 0, -space::kTight, 0);
    layout.beginLayout();
    QTextLine only = layout.createLine();
    only.setLineWidth(rect.width());
    layout.endLayout();
    painter->save();
    painter->setClipRect(rect);
    layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - only.height()) / 2));
    painter->restore();
}

}  // namespace atelier::widgets
