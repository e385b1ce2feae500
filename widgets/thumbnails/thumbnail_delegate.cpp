#include "thumbnails/thumbnail_delegate.h"

#include "theme/icon.h"
#include "theme/theme.h"
#include "thumbnail_grid.h"

#include <QPainter>
#include <QPainterPath>

namespace atelier::widgets {
namespace {

constexpr int kGap = space::kSmall;  // between cards
constexpr int kCaption = 28;

void paintBadges(QPainter& painter, const QStringList& badges, const QRect& picture, Qt::LayoutDirection direction) {
    painter.setFont(theme().font(TextStyle::Small));
    const QFontMetrics metrics(painter.font());
    int x = picture.left() + space::kTight;
    for (const QString& badge : badges) {
        const int room = picture.right() - space::kTight - x;
        if (room < 28) return;
        const QString text = metrics.elidedText(badge, Qt::ElideRight, room - 12);
        QRect chip(x, picture.top() + space::kTight, metrics.horizontalAdvance(text) + 12, metrics.height() + 2);
        x = chip.right() + 1 + space::kTight;
        chip = QStyle::visualRect(direction, picture, chip);
        QColor back = theme().color(Role::SurfaceRaised);
        back.setAlpha(235);
        painter.setPen(theme().color(Role::Border));
        painter.setBrush(back);
        painter.drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), radius::kSmall, radius::kSmall);
        painter.setPen(theme().color(Role::TextMuted));
        painter.drawText(chip, Qt::AlignCenter, text);
    }
}

}  // namespace

ThumbnailDelegate::ThumbnailDelegate(ThumbnailGrid* grid) : QStyledItemDelegate(grid), grid_(grid) {}

QRect ThumbnailDelegate::pictureRect(const QRect& card) {
    return card.adjusted(6, 6, -6, -kCaption);
}

int ThumbnailDelegate::heightFor(int width) {
    return width * 3 / 4 + kCaption;
}

QSize ThumbnailDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return grid_->gridSize();
}

void ThumbnailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRect card = option.rect.adjusted(kGap / 2, kGap / 2, -kGap / 2, -kGap / 2);
    const bool selected = option.state & QStyle::State_Selected, hover = option.state & QStyle::State_MouseOver;
    const bool focus = (option.state & QStyle::State_HasFocus) && grid_->hasFocus();
    const qreal ring = selected || focus ? 2 : 1;
    painter->setPen(QPen(theme().color(selected ? Role::Accent
                                       : focus  ? Role::BorderStrong
                                       : hover  ? Role::BorderStrong
                                                : Role::Border),
                         ring));
    painter->setBrush(theme().color(selected ? Role::Selected : hover ? Role::Hover : Role::Surface));
    painter->drawRoundedRect(QRectF(card).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2), radius::kMedium,
                             radius::kMedium);

    const QRect place = pictureRect(card);
    QPainterPath frame;
    frame.addRoundedRect(place, radius::kSmall, radius::kSmall);
    painter->fillPath(frame, theme().color(Role::SurfaceSunken));
    ThumbnailLoader::Thumbnail thumbnail;
    const QString key = index.data(ThumbnailKeyRole).toString();
    if (grid_->loader() && !key.isEmpty()) thumbnail = grid_->loader()->thumbnail(key);
    if (thumbnail.status == ThumbnailLoader::Status::Ready) {
        // As large as the place allows, small pictures up to twice their pixels.
        const QSizeF pixels = QSizeF(thumbnail.pixmap.size()) / option.widget->devicePixelRatioF();
        const qreal scale = qMin<qreal>(qMin(place.width() / pixels.width(), place.height() / pixels.height()), 2);
        QRectF target(QPointF(), pixels * scale);
        target.moveCenter(QRectF(place).center());
        painter->setClipPath(frame);
        painter->drawPixmap(target, thumbnail.pixmap, QRectF(QPointF(), QSizeF(thumbnail.pixmap.size())));
        painter->setClipping(false);
    } else {
        const bool broken = thumbnail.status == ThumbnailLoader::Status::Failed;
        QRect sign(0, 0, 28, 28);
        sign.moveCenter(place.center());
        icon(broken ? "warning" : "image", broken ? Role::Warning : Role::TextFaint).paint(painter, sign);
    }
    paintBadges(*painter, index.data(ThumbnailBadgesRole).toStringList(), place, option.direction);

    painter->setFont(theme().font(TextStyle::Small));
    painter->setPen(theme().color(Role::Text));
    const QRect caption(place.left() + 2, place.bottom() + 1, place.width() - 4, kCaption);
    const QString text = index.data(Qt::DisplayRole).toString().simplified();
    painter->drawText(caption,
                      Qt::AlignVCenter | (option.direction == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft),
                      QFontMetrics(painter->font()).elidedText(text, Qt::ElideRight, caption.width()));
    painter->restore();
}

}  // namespace atelier::widgets
