#include "pages/model/parts_bar.h"

#include "theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kBar = 14, kRow = 22, kSign = 10;
constexpr double kLeastShown = 3;  // pixels: a small part is still seen

}  // namespace

PartsBar::PartsBar(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PartsBar::setParts(std::vector<Part> parts) {
    parts_ = std::move(parts);
    QStringList said;
    for (const Part& part : parts_)
        said.append(words(part));
    setAccessibleName(said.join(", "));
    setToolTip(said.join('\n'));
    updateGeometry();
    update();
}

QString PartsBar::words(const Part& part) const {
    const double percent = 100 * part.share;
    return tr("%1: %2 (%3 %)", "part of a model, its parameters, their share")
        .arg(part.name, part.amount, locale().toString(percent, 'f', percent < 10 ? 1 : 0));
}

int PartsBar::itemWidth(const Part& part) const {
    return kSign + space::kSmall + QFontMetrics(font()).horizontalAdvance(words(part)) + space::kLarge;
}

std::vector<QRect> PartsBar::legend(int width) const {
    std::vector<QRect> places;
    int x = 0, y = kBar + space::kSmall;
    for (const Part& part : parts_) {
        const int wide = itemWidth(part);
        if (x > 0 && x + wide > width) {
            x = 0;
            y += kRow;
        }
        places.emplace_back(x, y, std::min(wide, width), kRow);
        x += wide;
    }
    return places;
}

int PartsBar::heightForWidth(int width) const {
    const auto places = legend(width);
    return places.empty() ? kBar : places.back().bottom() + 1;
}

QSize PartsBar::sizeHint() const {
    return {400, heightForWidth(400)};
}

QSize PartsBar::minimumSizeHint() const {
    return {120, kBar + space::kSmall + kRow};
}

void PartsBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto placed = [&](QRectF rect) {
        if (mirrored) rect.moveLeft(width() - rect.right());
        return rect;
    };
    QPainterPath round;
    round.addRoundedRect(QRectF(0, 0, width(), kBar), radius::kSmall, radius::kSmall);
    painter.setPen(Qt::NoPen);
    painter.fillPath(round, theme().color(Role::SurfaceSunken));
    painter.setClipPath(round);
    double x = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        const double wide = std::max(kLeastShown, parts_[i].share * width());
        painter.fillRect(placed({x, 0, wide - (i + 1 < parts_.size() ? 1 : 0), double(kBar)}),
                         theme().series(static_cast<int>(i)));
        x += wide;
    }
    painter.setClipping(false);
    const auto places = legend(width());
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        const QRectF place = placed(places[i]);
        QRectF sign(0, 0, kSign, kSign);
        sign.moveCenter(place.center());
        mirrored ? sign.moveRight(place.right()) : sign.moveLeft(place.left());
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().series(static_cast<int>(i)));
        painter.drawRoundedRect(sign, radius::kSmall / 2.0, radius::kSmall / 2.0);
        const int beside = kSign + space::kSmall;
        const QRectF text = place.adjusted(mirrored ? 0 : beside, 0, mirrored ? -beside : 0, 0);
        painter.setPen(theme().color(Role::Text));
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeading,
                         painter.fontMetrics().elidedText(words(parts_[i]), Qt::ElideRight, int(text.width())));
    }
}

}  // namespace atelier::ui
