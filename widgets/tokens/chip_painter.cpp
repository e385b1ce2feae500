#include "tokens/chip_painter.h"

#include "theme/theme.h"

#include <QPainter>
#include <QPen>

namespace atelier::widgets {
namespace {

struct Look {
    Role paper, ink;
    bool border;
};

// What is trained on tells more than what kind of token it is.
Look lookOf(const Token& token) {
    if (token.weighted()) return {Role::WarningSoft, Role::Warning, false};
    if (token.trained) return {Role::SuccessSoft, Role::Success, false};
    if (token.kind == Token::Kind::Image) return {Role::AccentSoft, Role::Accent, false};
    if (token.kind == Token::Kind::Special) return {Role::SurfaceSunken, Role::TextMuted, false};
    return {Role::Surface, Role::Text, true};
}

}  // namespace

void paintChip(QPainter& painter, const QRect& place, const Token& token, const QString& label,
               const ChipState& state) {
    const Look look = lookOf(token);
    const QRectF box = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5);
    const Role edge = state.current   ? Role::Accent
                      : state.hovered ? Role::BorderStrong
                      : look.border   ? Role::Border
                                      : look.paper;
    painter.setPen(theme().color(edge));
    painter.setBrush(theme().color(state.chosen ? Role::Selected : look.paper));
    painter.drawRoundedRect(box, radius::kSmall / 2.0, radius::kSmall / 2.0);
    // Colour is not all that tells: a line below, of dashes where the token has a weight of its own.
    if (token.trained) {
        QPen line(theme().color(look.ink), 1.5);
        line.setCapStyle(Qt::FlatCap);
        if (token.weighted()) line.setDashPattern({2, 1.5});
        painter.setPen(line);
        const double y = box.bottom() - 0.25;
        painter.drawLine(QPointF(box.left() + 2, y), QPointF(box.right() - 2, y));
    }
    const QRect text = place.adjusted(space::kTight, 0, -space::kTight, 0);
    painter.setPen(theme().color(look.ink));
    painter.drawText(
        text, Qt::AlignLeft | Qt::AlignAbsolute | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextForceLeftToRight,
        state.cut ? painter.fontMetrics().elidedText(label, Qt::ElideRight, text.width()) : label);
}

}  // namespace atelier::widgets
