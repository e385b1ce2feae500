#include "pages/compare/compared_delegate.h"

#include "pages/compare/compared_model.h"
#include "theme/icon.h"
#include "theme/theme.h"
#include "thumbnails/thumbnail_loader.h"

#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kPicture = 60;  // pixels wide

// As many lines as fit, the last one elided.
void drawWords(QPainter& painter, const QRect& where, const QString& text, Qt::LayoutDirection direction) {
    const QFontMetrics metrics(painter.font());
    QTextLayout layout(text, painter.font());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(direction);
    layout.setTextOption(option);
    layout.beginLayout();
    const int lines = std::max(1, where.height() / metrics.lineSpacing());
    for (int i = 0; i < lines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(where.width());
        const bool last = i == lines - 1;
        const QString rest = text.mid(line.textStart(), last ? -1 : line.textLength());
        painter.drawText(QRect(where.left(), where.top() + i * metrics.lineSpacing(), where.width(), metrics.height()),
                         QStyle::visualAlignment(direction, Qt::AlignLeft | Qt::AlignVCenter),
                         last ? metrics.elidedText(rest, Qt::ElideRight, where.width()) : rest.trimmed());
    }
    layout.endLayout();
}

void drawChip(QPainter& painter, const QRect& line, const QModelIndex& index, Qt::LayoutDirection direction) {
    const auto change = static_cast<Change>(index.data(ComparedModel::ChangeRole).toInt());
    const QString text = index.data(ComparedModel::ChangeTextRole).toString();
    painter.setFont(theme().font(TextStyle::Small));
    const QFontMetrics metrics(painter.font());
    const int width = std::min(line.width(), metrics.horizontalAdvance(text) + 12);
    const QRect chip =
        QStyle::alignedRect(direction, Qt::AlignRight | Qt::AlignVCenter, {width, metrics.height() + 2}, line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(change == Change::Better  ? Role::SuccessSoft
                                   : change == Change::Worse ? Role::DangerSoft
                                                             : Role::SurfaceSunken));
    painter.drawRoundedRect(chip, radius::kSmall, radius::kSmall);
    painter.setPen(theme().color(change == Change::Better  ? Role::Success
                                 : change == Change::Worse ? Role::Danger
                                                           : Role::TextMuted));
    painter.drawText(chip, Qt::AlignCenter, metrics.elidedText(text, Qt::ElideRight, chip.width() - 4));

    const QRect rest = QStyle::visualRect(
        direction, line, QRect(line.left(), line.top(), line.width() - width - space::kSmall, line.height()));
    painter.setPen(theme().color(Role::TextFaint));
    painter.drawText(rest, QStyle::visualAlignment(direction, Qt::AlignLeft | Qt::AlignVCenter),
                     metrics.elidedText(index.data(ComparedModel::IdRole).toString(), Qt::ElideMiddle, rest.width()));
}

}  // namespace

ComparedDelegate::ComparedDelegate(ThumbnailLoader& thumbnails, QObject* parent)
    : QStyledItemDelegate(parent), thumbnails_(thumbnails) {}

QSize ComparedDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {0, kHeight};
}

void ComparedDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const bool selected = option.state & QStyle::State_Selected, hover = option.state & QStyle::State_MouseOver;
    const QRect row = option.rect;
    if (selected || hover) painter->fillRect(row, theme().color(selected ? Role::Selected : Role::Hover));
    if (selected) {
        const QRect mark = QStyle::visualRect(option.direction, row, QRect(row.left(), row.top(), 3, row.height()));
        painter->fillRect(mark, theme().color(Role::Accent));
    }
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), theme().color(Role::Border));

    const QRect inside = row.adjusted(space::kSmall + 2, space::kSmall, -space::kSmall, -space::kSmall);
    const QRect picture(inside.left(), inside.top(), kPicture, inside.height());
    paintPicture(painter, QStyle::visualRect(option.direction, row, picture), index);

    const int left = picture.right() + 1 + space::kSmall, chip = 20;
    const QRect words(left, inside.top() - 2, inside.right() - left, inside.height() - chip + 2);
    const QRect line(left, inside.bottom() - chip + 3, inside.right() + 1 - left, chip);
    painter->setFont(theme().font(TextStyle::Body));
    painter->setPen(theme().color(Role::Text));
    drawWords(*painter, QStyle::visualRect(option.direction, row, words),
              index.data(ComparedModel::WordsRole).toString(), option.direction);
    drawChip(*painter, QStyle::visualRect(option.direction, row, line), index, option.direction);
    painter->restore();
}

void ComparedDelegate::paintPicture(QPainter* painter, const QRect& where, const QModelIndex& index) const {
    QPainterPath frame;
    frame.addRoundedRect(where, radius::kSmall, radius::kSmall);
    painter->fillPath(frame, theme().color(Role::SurfaceSunken));
    const QString key = index.data(ComparedModel::PictureRole).toString();
    const auto thumbnail = key.isEmpty() ? ThumbnailLoader::Thumbnail{} : thumbnails_.thumbnail(key);
    if (thumbnail.status == ThumbnailLoader::Status::Ready) {
        QSizeF size = QSizeF(thumbnail.pixmap.size());
        size.scale(where.size(), Qt::KeepAspectRatio);
        QRectF target(QPointF(), size);
        target.moveCenter(QRectF(where).center());
        painter->setClipPath(frame);
        painter->drawPixmap(target, thumbnail.pixmap, QRectF(QPointF(), QSizeF(thumbnail.pixmap.size())));
        painter->setClipping(false);
        return;
    }
    const bool gone = thumbnail.status == ThumbnailLoader::Status::Failed;
    QRect sign(0, 0, 20, 20);
    sign.moveCenter(where.center());
    icon(key.isEmpty() ? "text"
         : gone        ? "warning"
                       : "image",
         gone ? Role::Warning : Role::TextFaint)
        .paint(painter, sign);
}

}  // namespace atelier::ui
