#pragma once

#include <QStyledItemDelegate>

namespace atelier::widgets {

/// Draws an item's differences (text_diff_view.h) on one line, cut off where it ends. The item's own text is what is
/// read aloud.
class DiffDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int kPartsRole = Qt::UserRole + 100;  ///< std::vector<DiffText>; empty: the text, as always

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace atelier::widgets
