#pragma once

#include <QStyledItemDelegate>

namespace atelier::widgets {

/// Draws an item as a name and, quieter, what there is to say of it: below the name or at the row's end. Both are
/// elided where they do not fit; the name goes first.
class ListDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int kDetailRole = Qt::UserRole + 100;  ///< text; empty: none
    enum class Place { Below, AtEnd };

    explicit ListDelegate(Place place, QObject* parent = nullptr) : QStyledItemDelegate(parent), place_(place) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    Place place_;
};

}  // namespace atelier::widgets
