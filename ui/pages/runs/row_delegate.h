#pragma once

#include <QStyledItemDelegate>

namespace atelier::ui {

/// Rows with room around their text and without the frame of the current cell: the row is what is chosen.
class RowDelegate : public QStyledItemDelegate {
public:
    static constexpr int kHeight = 30;

    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return {QStyledItemDelegate::sizeHint(option, index).width() + 16, kHeight};
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        option->state &= ~QStyle::State_HasFocus;
        option->rect.adjust(4, 0, -4, 0);
    }
};

}  // namespace atelier::ui
