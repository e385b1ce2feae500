#pragma once

#include <QStyledItemDelegate>

namespace atelier::widgets {

class ThumbnailGrid;

/// Paints the cards of a ThumbnailGrid.
class ThumbnailDelegate : public QStyledItemDelegate {
public:
    explicit ThumbnailDelegate(ThumbnailGrid* grid);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// Of the picture within a card of that size.
    static QRect pictureRect(const QRect& card);
    /// Height of a card of that width.
    static int heightFor(int width);

private:
    ThumbnailGrid* grid_;
};

}  // namespace atelier::widgets
