#pragma once

#include <QStyledItemDelegate>

namespace atelier::ui {

/// Cells of the runs' table: the state as a badge, steps with a thin bar of progress, ticks in the middle.
class RunsDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace atelier::ui
