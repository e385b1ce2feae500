#include "flow_diagram.h"

#include "theme/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <utility>

namespace atelier::widgets {

namespace {

constexpr int kBox = 54, kGap = 22, kLeast = 84, kEdge = 4, kHead = 4;

}  // namespace

FlowDiagram::FlowDiagram(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FlowDiagram::setBoxes(std::vector<Box> boxes) {
    boxes_ = std::move(boxes);
    QStringList said;
    for (const Box& box : boxes_)
        said.append(box.text.isEmpty() ? box.title : box.title + ", " + box.text);
    setAccessibleName(said.join(" → "));
    updateGeometry();
    update();
}

bool FlowDiagram::inRow(int width) const {
    const int count = static_cast<int>(boxes_.size());
    return width >= count * kLeast + (count - 1) * kGap;
}

int FlowDiagram::heightForWidth(int width) const {
    const int count = static_cast<int>(boxes_.size());
    return inRow(width) ? kBox : count * kBox + (count - 1) * kGap;
}

QSize FlowDiagram::sizeHint() const {
    return {400, heightForWidth(400)};
}

QSize FlowDiagram::minimumSizeHint() const {
    return {kLeast, kBox};
}

std::vector<QRect> FlowDiagram::places() const {
    const int count = static_cast<int>(boxes_.size());
    std::vector<QRect> places;
    if (count == 0) return places;
    const bool row = inRow(width());
    const int wide = row ? (width() - (count - 1) * kGap) / count : width();
    for (int i = 0; i < count; ++i) {
        const int at = row && layoutDirection() == Qt::RightToLeft ? count - 1 - i : i;
        places.emplace_back(row ? at * (wide + kGap) : 0, row ? 0 : i * (kBox + kGap), wide, kBox);
    }
    return places;
}

void FlowDiagram::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto all = places();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Box& box = boxes_[i];
        const QRect place = all[i];
        if (box.series >= 0) {
            painter.setPen(QPen(theme().color(Role::BorderStrong), 1));
            painter.setBrush(theme().color(Role::SurfaceSunken));
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), radius::kMedium, radius::kMedium);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme().series(box.series));
            painter.drawRoundedRect(QRectF(place.left(), place.top(), kEdge, place.height()), 2, 2);
        }
        const QRect inside = place.adjusted(kEdge + space::kTight, space::kTight, -space::kTight, -space::kTight);
        const auto line = [&](const QRect& where, const QString& text, const QFont& font, Role role) {
            painter.setFont(font);
            painter.setPen(theme().color(role));
            const QFontMetrics metrics(font);
            painter.drawText(where, Qt::AlignCenter, metrics.elidedText(text, Qt::ElideRight, where.width()));
        };
        QRect upper = inside, lower = inside;
        if (!box.text.isEmpty()) upper.setBottom(inside.center().y());
        lower.setTop(inside.center().y());
        line(upper, box.title, theme().font(TextStyle::Strong), Role::Text);
        if (!box.text.isEmpty()) line(lower, box.text, theme().font(TextStyle::Small), Role::TextMuted);
        if (i + 1 == all.size()) break;
        // From the middle of this edge to that of the next box.
        const QRect next = all[i + 1];
        const bool row = next.top() == place.top(), back = next.left() < place.left();
        const QPointF from = row ? QPointF(back ? place.left() : place.right(), place.center().y())
                                 : QPointF(place.center().x(), place.bottom());
        const QPointF to = row ? QPointF(back ? next.right() : next.left(), next.center().y())
                               : QPointF(next.center().x(), next.top());
        const QPointF along = row ? QPointF(back ? -1 : 1, 0) : QPointF(0, 1);
        const QPointF across(along.y(), along.x());
        const QPointF tip = to - 3 * along;
        painter.setPen(QPen(theme().color(Role::TextMuted), 1.4));
        painter.drawLine(from + 3 * along, tip);
        painter.drawLine(tip, tip - kHead * along + kHead * across);
        painter.drawLine(tip, tip - kHead * along - kHead * across);
    }
}

bool FlowDiagram::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto all = places();
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].contains(help->pos())) {
                QToolTip::showText(help->globalPos(), boxes_[i].title + '\n' + boxes_[i].text, this, all[i]);
                return true;
            }
        QToolTip::hideText();
    }
    return QWidget::event(event);
}

}  // namespace atelier::widgets
