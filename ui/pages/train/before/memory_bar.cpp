#include "pages/train/before/memory_bar.h"

#include "theme/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kBar = 18, kRow = 22, kSign = 10, kColumn = 270;
constexpr int kMark = 16;          // above the bar: what is free
constexpr double kBreak = 0.75;    // of the width: what is needed, where far more is free
constexpr double kLeastShown = 2;  // pixels: a small part is still seen

}  // namespace

MemoryBar::MemoryBar(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setMouseTracking(true);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void MemoryBar::setParts(std::vector<Part> parts, std::uint64_t free, const QString& freeText) {
    parts_ = std::move(parts);
    free_ = free;
    freeText_ = freeText;
    peak_ = 0;
    QStringList said;
    for (const Part& part : parts_) {
        peak_ += part.bytes;
        said.append(tr("%1: %2", "a part of the memory and its size").arg(part.name, part.amount));
    }
    said.append(freeText);
    setAccessibleName(tr("Memory that is needed"));
    setAccessibleDescription(said.join(tr(", ")));
    hovered_ = -1;
    updateGeometry();
    update();
}

bool MemoryBar::broken() const {
    return free_ / 3 > peak_;
}

double MemoryBar::scale() const {
    if (broken()) return kBreak * width() / static_cast<double>(std::max(peak_, std::uint64_t(1)));
    return width() / static_cast<double>(std::max({peak_, free_, std::uint64_t(1)}));
}

QRectF MemoryBar::placed(QRectF rect) const {
    if (layoutDirection() == Qt::RightToLeft) rect.moveLeft(width() - rect.right());
    return rect;
}

QRectF MemoryBar::stretch(std::size_t part) const {
    double before = 0;
    for (std::size_t i = 0; i < part; ++i)
        before += static_cast<double>(parts_[i].bytes);
    const double wide = std::max(kLeastShown, static_cast<double>(parts_[part].bytes) * scale());
    return placed({before * scale(), double(kMark), wide, double(kBar)});
}

QRectF MemoryBar::freeMark() const {
    return placed({std::min(broken() ? double(width()) : static_cast<double>(free_) * scale(), width() - 2.0),
                   kMark - 3.0, 2, kBar + 6.0});
}

int MemoryBar::columns(int width) const {
    return std::clamp(width / kColumn, 1, 2);
}

QRect MemoryBar::entry(std::size_t part, int width) const {
    const int many = columns(width), rows = (static_cast<int>(parts_.size()) + many - 1) / many;
    const int wide = (width - (many - 1) * space::kWide) / many, index = static_cast<int>(part);
    const int column = index / std::max(1, rows), row = index % std::max(1, rows);
    return {column * (wide + space::kWide), kMark + kBar + space::kMedium + row * kRow, wide, kRow};
}

int MemoryBar::heightForWidth(int width) const {
    const int many = columns(width), rows = (static_cast<int>(parts_.size()) + many - 1) / many;
    return kMark + kBar + space::kMedium + rows * kRow;
}

QSize MemoryBar::sizeHint() const {
    return {500, heightForWidth(500)};
}

QSize MemoryBar::minimumSizeHint() const {
    return {160, heightForWidth(160)};
}

void MemoryBar::paintBar(QPainter& painter) const {
    QPainterPath round;
    round.addRoundedRect(QRectF(0, kMark, width(), kBar), radius::kSmall, radius::kSmall);
    painter.setPen(Qt::NoPen);
    painter.fillPath(round, theme().color(Role::SurfaceSunken));
    painter.save();
    painter.setClipPath(round);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        QColor fill = theme().color(parts_[i].role);
        if (hovered_ >= 0 && hovered_ != static_cast<int>(i)) fill.setAlphaF(0.35F);
        painter.fillRect(stretch(i), fill);
        if (i > 0)
            painter.fillRect(placed({stretch(i).left(), double(kMark), 1, double(kBar)}), theme().color(Role::Surface));
    }
    // What there is no room for.
    if (peak_ > free_) {
        QColor over = theme().color(Role::Danger);
        const double from = static_cast<double>(free_) * scale();
        painter.fillRect(placed({from, double(kMark), width() - from, double(kBar)}), QBrush(over, Qt::BDiagPattern));
    }
    if (broken()) {
        const double at = placed({(1 + kBreak) / 2 * width(), 0, 0, 0}).left();
        painter.setPen(QPen(theme().color(Role::Surface), 3));
        for (const double beside : {-4.0, 4.0})
            painter.drawLine(QPointF(at + beside - 4, kMark + kBar), QPointF(at + beside + 4, kMark));
    }
    painter.restore();
    const QColor mark = theme().color(peak_ > free_ ? Role::Danger : Role::TextMuted);
    painter.fillRect(freeMark(), mark);
    painter.setPen(mark);
    painter.setFont(theme().font(TextStyle::Small));
    const QRectF at = freeMark();
    const int wide = painter.fontMetrics().horizontalAdvance(freeText_) + 2;
    const double left = std::clamp(at.center().x() - wide / 2.0, 0.0, std::max(0.0, double(width() - wide)));
    painter.drawText(QRectF(left, 0, wide, kMark - 3), Qt::AlignCenter, freeText_);
}

void MemoryBar::paintEntry(QPainter& painter, std::size_t part) const {
    const QRectF place = placed(entry(part, width()));
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    if (hovered_ == static_cast<int>(part)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(Role::Hover));
        painter.drawRoundedRect(place, radius::kSmall, radius::kSmall);
    }
    QRectF sign(0, 0, kSign, kSign);
    sign.moveCenter(place.center());
    mirrored ? sign.moveRight(place.right() - space::kTight) : sign.moveLeft(place.left() + space::kTight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(parts_[part].role));
    painter.drawRoundedRect(sign, radius::kSmall / 2.0, radius::kSmall / 2.0);
    const int beside = space::kTight + kSign + space::kSmall;
    const QRectF text = place.adjusted(mirrored ? space::kTight : beside, 0, mirrored ? -beside : -space::kTight, 0);
    painter.setFont(font());
    painter.setPen(theme().color(Role::TextMuted));
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignRight, parts_[part].amount);
    const int used = painter.fontMetrics().horizontalAdvance(parts_[part].amount) + space::kSmall;
    painter.setPen(theme().color(Role::Text));
    painter.drawText(
        text.adjusted(mirrored ? used : 0, 0, mirrored ? 0 : -used, 0), Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(parts_[part].name, Qt::ElideRight, static_cast<int>(text.width()) - used));
}

void MemoryBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintBar(painter);
    for (std::size_t i = 0; i < parts_.size(); ++i)
        paintEntry(painter, i);
}

int MemoryBar::partAt(const QPointF& point) const {
    for (std::size_t i = parts_.size(); i-- > 0;)
        if (stretch(i).contains(point) || placed(entry(i, width())).contains(point)) return static_cast<int>(i);
    return -1;
}

void MemoryBar::hover(int part) {
    if (part == hovered_) return;
    hovered_ = part;
    update();
}

void MemoryBar::mouseMoveEvent(QMouseEvent* event) {
    hover(partAt(event->position()));
}

void MemoryBar::leaveEvent(QEvent*) {
    hover(-1);
}

bool MemoryBar::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const int part = partAt(help->pos()); part >= 0) {
            const Part& one = parts_[static_cast<std::size_t>(part)];
            const QString said = tr("%1: %2", "a part of the memory and its size").arg(one.name, one.amount);
            QToolTip::showText(help->globalPos(), one.help.isEmpty() ? said : said + '\n' + one.help, this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

}  // namespace atelier::ui
