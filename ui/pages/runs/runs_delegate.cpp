#include "pages/runs/runs_delegate.h"

#include "pages/runs/runs_model.h"
#include "theme/theme.h"

#include <QApplication>
#include <QPainter>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kRow = 36, kBar = 3;

void paintBadge(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
    using State = runs::RunInfo::State;
    const auto state = static_cast<State>(index.data(RunsModel::StateRole).toInt());
    const QString text = index.data(Qt::DisplayRole).toString();
    painter.setFont(theme().font(TextStyle::Small));
    const QFontMetrics metrics(painter.font());
    const QRect room = option.rect.adjusted(space::kSmall, 0, -space::kSmall, 0);
    const QSize size(std::min(room.width(), metrics.horizontalAdvance(text) + 12), metrics.height() + 4);
    const QRect badge = QStyle::alignedRect(option.direction, Qt::AlignLeft | Qt::AlignVCenter, size, room);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(state == State::Running    ? Role::AccentSoft
                                   : state == State::Complete ? Role::SuccessSoft
                                                              : Role::WarningSoft));
    painter.drawRoundedRect(badge, radius::kSmall, radius::kSmall);
    painter.setPen(theme().color(state == State::Running    ? Role::Accent
                                 : state == State::Complete ? Role::Success
                                                            : Role::Warning));
    painter.drawText(badge, Qt::AlignCenter, metrics.elidedText(text, Qt::ElideRight, badge.width() - 6));
}

void paintSteps(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const double progress = index.data(RunsModel::ProgressRole).toDouble();
    const QRect room = option.rect.adjusted(space::kSmall, 0, -space::kSmall, 0);
    painter.setFont(theme().font(TextStyle::Body));
    painter.setPen(theme().color(Role::Text));
    const QRect line = progress < 0 ? room : room.adjusted(0, 0, 0, -kBar - 3);
    painter.drawText(line, QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter),
                     QFontMetrics(painter.font()).elidedText(index.data().toString(), Qt::ElideRight, line.width()));
    if (progress < 0) return;
    const QRect track(room.left(), room.bottom() - kBar - 4, std::min(room.width(), 96), kBar);
    QRect done = track;
    done.setWidth(static_cast<int>(track.width() * progress));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Role::Border));
    painter.drawRoundedRect(QStyle::visualRect(option.direction, room, track), kBar / 2.0, kBar / 2.0);
    painter.setBrush(theme().color(progress >= 1 ? Role::Success : Role::Accent));
    if (done.width() > 0)
        painter.drawRoundedRect(QStyle::visualRect(option.direction, room, done), kBar / 2.0, kBar / 2.0);
}

void paintTags(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
    painter.setFont(theme().font(TextStyle::Small));
    const QFontMetrics metrics(painter.font());
    const QRect room = option.rect.adjusted(space::kSmall, 0, -space::kTight, 0);
    int from = room.left();
    for (const QString& tag : index.data(RunsModel::TagsRole).toStringList()) {
        const int left = room.right() - from;
        if (left < 24) break;
        const int width = std::min(left, metrics.horizontalAdvance(tag) + 10);
        const QRect chip =
            QStyle::visualRect(option.direction, option.rect,
                               QRect(from, room.center().y() - metrics.height() / 2 - 2, width, metrics.height() + 4));
        painter.setPen(theme().color(Role::Border));
        painter.setBrush(theme().color(Role::SurfaceSunken));
        painter.drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), radius::kSmall, radius::kSmall);
        painter.setPen(theme().color(Role::TextMuted));
        painter.drawText(chip, Qt::AlignCenter, metrics.elidedText(tag, Qt::ElideRight, width - 6));
        from += width + space::kTight;
    }
}

}  // namespace

QSize RunsDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return {QStyledItemDelegate::sizeHint(option, index).width() + space::kLarge, kRow};
}

void RunsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int column = index.column();
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.state &= ~QStyle::State_HasFocus;
    const QIcon tick = cell.icon;
    const bool middle = column == RunsModel::Result || column == RunsModel::Compared;
    const bool own = column == RunsModel::State || column == RunsModel::Tags || column == RunsModel::Steps || middle;
    if (own) {
        cell.text.clear();
        cell.icon = {};
        cell.features &= ~QStyleOptionViewItem::HasDecoration;
    } else {
        cell.rect.adjust(space::kTight, 0, -space::kTight, 0);
    }
    // The background reaches over the whole cell, whatever the text's room.
    const bool selected = option.state & QStyle::State_Selected, hover = option.state & QStyle::State_MouseOver;
    if (selected || hover) painter->fillRect(option.rect, theme().color(selected ? Role::Selected : Role::Hover));
    cell.state &= ~(QStyle::State_Selected | QStyle::State_MouseOver);
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (column == RunsModel::State) paintBadge(*painter, option, index);
    if (column == RunsModel::Tags) paintTags(*painter, option, index);
    if (column == RunsModel::Steps) paintSteps(*painter, option, index);
    if (middle && !tick.isNull()) {
        QRect sign(0, 0, 16, 16);
        sign.moveCenter(option.rect.center());
        tick.paint(painter, sign);
    }
    painter->restore();
}

}  // namespace atelier::ui
