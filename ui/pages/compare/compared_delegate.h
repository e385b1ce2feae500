#pragma once

#include <QStyledItemDelegate>

namespace atelier::widgets {
class ThumbnailLoader;
}

namespace atelier::ui {

/// A sample in the list: its picture, how its reference begins, and a chip that says how it changed.
class ComparedDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int kHeight = 68;

    ComparedDelegate(widgets::ThumbnailLoader& thumbnails, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintPicture(QPainter* painter, const QRect& where, const QModelIndex& index) const;

    widgets::ThumbnailLoader& thumbnails_;
};

}  // namespace atelier::ui
