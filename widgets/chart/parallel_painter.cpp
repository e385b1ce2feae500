// How a ParallelChart is drawn.
#include "chart/parallel_chart.h"
#include "theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace atelier::widgets {

namespace {

QColor mixed(const QColor& from, const QColor& to, double share) {
    const auto mix = [&](int a, int b) { return static_cast<int>(a + (b - a) * share); };
    return QColor(mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue()));
}

}  // namespace

void ParallelChart::redraw() {
    base_ = {};
    update();
}

QColor ParallelChart::colorOf(int line) const {
    const double rank = ranks_[static_cast<std::size_t>(line)];
    if (rank < 0) return theme().color(Role::BorderStrong);
    // The worst stay to be seen; the good ones stand out.
    return mixed(mixed(theme().color(Role::Series2), theme().color(Role::Surface), 0.45), theme().color(Role::Accent),
                 rank * rank);
}

void ParallelChart::drawLine(QPainter& painter, int line, const QColor& color, double width) const {
    QPainterPath path;
    std::vector<QPointF> ends;
    bool drawing = false;
    for (int axis = 0; axis < static_cast<int>(axes_.size()); ++axis) {
        const auto here = meets(line, axis);
        if (here) ends.push_back(*here);
        if (here && drawing)
            path.lineTo(*here);
        else if (here)
            path.moveTo(*here);
        drawing = here.has_value();
    }
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    if (width < 2) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    for (const QPointF& end : ends)
        painter.drawEllipse(end, width + 0.5, width + 0.5);
}

void ParallelChart::drawAxis(QPainter& painter, int axis) const {
    const ParallelAxis& own = axes_[static_cast<std::size_t>(axis)];
    const QRectF all = field();
    const double at = x(axis), room = width() / static_cast<double>(axes_.size());
    painter.setFont(theme().font(TextStyle::Small));
    const QFontMetrics metrics(painter.font());
    painter.setPen(theme().color(axis == coloring_ ? Role::Accent : Role::Text));
    painter.drawText(QRectF(at - room / 2 + 2, 0, room - 4, metrics.height()), Qt::AlignCenter,
                     metrics.elidedText(own.name, Qt::ElideMiddle, static_cast<int>(room) - 4));
    painter.setPen(QPen(theme().color(Role::BorderStrong), 1));
    painter.drawLine(QPointF(at, all.top()), QPointF(at, all.bottom()));
    if (const auto& brush = brushes_[static_cast<std::size_t>(axis)]) {
        QColor soft = theme().color(Role::Accent);
        soft.setAlphaF(0.25F);
        const QRectF range(at - 6, all.bottom() - brush->second * all.height(), 12,
                           std::max(2.0, (brush->second - brush->first) * all.height()));
        painter.setPen(QPen(theme().color(Role::Accent), 1));
        painter.setBrush(soft);
        painter.drawRoundedRect(range, radius::kSmall, radius::kSmall);
    }
    std::vector<QRectF> taken;
    QColor behind = theme().color(Role::Surface);
    behind.setAlphaF(0.85F);
    for (const double mark : own.marks()) {
        const double y = all.bottom() - own.share(mark) * all.height();
        const QString text =
            metrics.elidedText(own.text(mark), Qt::ElideRight, static_cast<int>(room / 2) - space::kSmall);
        // At the first axis on its left, where no lines are.
        const bool left = axis == 0 && axes_.size() > 1;
        const double wide = metrics.horizontalAdvance(text);
        const QRectF label(left ? at - space::kSmall - wide : at + space::kSmall, y - metrics.height() / 2.0, wide,
                           metrics.height());
        if (std::any_of(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(label); }))
            continue;
        taken.push_back(label);
        painter.setPen(QPen(theme().color(Role::BorderStrong), 1));
        painter.drawLine(QPointF(at - 3, y), QPointF(at + 3, y));
        painter.fillRect(label.adjusted(-2, 0, 2, 0), behind);
        painter.setPen(theme().color(Role::TextMuted));
        painter.drawText(label, Qt::AlignCenter, text);
    }
}

void ParallelChart::drawBase(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    QColor off = theme().color(Role::Border);
    off.setAlphaF(0.5F);
    std::vector<int> through;
    for (int line = 0; line < static_cast<int>(lines_.size()); ++line)
        if (passes(line))
            through.push_back(line);
        else
            drawLine(painter, line, off, 1);
    // The good ones over the others.
    std::sort(through.begin(), through.end(), [this](int a, int b) {
        const double first = ranks_[static_cast<std::size_t>(a)], second = ranks_[static_cast<std::size_t>(b)];
        return first == second ? a < b : first < second;
    });
    const double width = through.size() > 150 ? 1 : 1.5;
    for (const int line : through) {
        QColor color = colorOf(line);
        color.setAlphaF(through.size() > 150 ? 0.6F : 0.85F);
        drawLine(painter, line, color, width);
    }
    if (marked_ >= 0 && passes(marked_)) drawLine(painter, marked_, theme().color(Role::Success), 2.5);
    for (int axis = 0; axis < static_cast<int>(axes_.size()); ++axis)
        drawAxis(painter, axis);
}

void ParallelChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (axes_.empty() || lines_.empty()) {
        painter.setPen(theme().color(Role::TextMuted));
        painter.drawText(rect().adjusted(space::kMedium, 0, -space::kMedium, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         empty_);
        return;
    }
    if (base_.isNull()) {
        base_ = QPixmap(size() * devicePixelRatioF());
        base_.setDevicePixelRatio(devicePixelRatioF());
        base_.fill(Qt::transparent);
        QPainter base(&base_);
        drawBase(base);
    }
    painter.drawPixmap(0, 0, base_);
    painter.setRenderHint(QPainter::Antialiasing);
    if (current_ >= 0) drawLine(painter, current_, theme().color(Role::Text), 2.5);
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme().color(Role::Accent));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

}  // namespace atelier::widgets
