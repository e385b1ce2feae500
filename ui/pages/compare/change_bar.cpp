#include "pages/compare/change_bar.h"

#include "theme/theme.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolButton>

#include <numeric>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kBar = 8;  // pixels high
constexpr std::array kShown{Change::Better, Change::Equal, Change::Worse};

Role roleOf(Change change) {
    return change == Change::Better  ? Role::Success
           : change == Change::Worse ? Role::Danger
           : change == Change::Equal ? Role::TextFaint
                                     : Role::Border;
}

std::size_t at(Change change) {
    return static_cast<std::size_t>(change);
}

}  // namespace

ChangeBar::ChangeBar(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, kBar + space::kTight, 0, 0);
    layout->setSpacing(space::kTight);
    for (const Change change : kShown) {
        auto* button = new QToolButton(this);
        button->setCheckable(true);
        button->setFont(theme().font(TextStyle::Small));
        button->setObjectName(change == Change::Better  ? "change-better"
                              : change == Change::Worse ? "change-worse"
                                                        : "change-equal");
        connect(button, &QToolButton::clicked, this, [this, change] { choose(change); });
        buttons_[at(change)] = button;
        layout->addWidget(button);
    }
    layout->addStretch();
    connect(&theme(), &Theme::changed, this, &ChangeBar::colorSigns);
    colorSigns();
}

// A dot in the colour of its part before each count.
void ChangeBar::colorSigns() {
    constexpr int kSign = 8, kRoom = 14, kScale = 3;
    for (const Change change : kShown) {
        QPixmap sign(kRoom * kScale, kSign * kScale);
        sign.fill(Qt::transparent);
        QPainter painter(&sign);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(roleOf(change)));
        painter.drawEllipse((kRoom - kSign) / 2 * kScale, 0, kSign * kScale, kSign * kScale);
        painter.end();
        buttons_[at(change)]->setIcon(sign);
        buttons_[at(change)]->setIconSize({kRoom, kSign});
        buttons_[at(change)]->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    }
    update();
}

void ChangeBar::setCounts(const std::array<int, kChanges>& counts) {
    counts_ = counts;
    retranslate();
    update();
}

void ChangeBar::setChosen(std::optional<Change> change) {
    chosen_ = change;
    for (const Change one : kShown)
        buttons_[at(one)]->setChecked(one == change);
    update();
}

void ChangeBar::setLegendShown(bool shown) {
    for (const Change change : kShown)
        buttons_[at(change)]->setVisible(shown);
    setMinimumHeight(shown ? 0 : kBar);
}

void ChangeBar::retranslate() {
    const std::array texts{tr("%Ln worse", nullptr, counts_[at(Change::Worse)]),
                           tr("%Ln equal", nullptr, counts_[at(Change::Equal)]),
                           tr("%Ln better", nullptr, counts_[at(Change::Better)])};
    const std::array hints{tr("Show only what became worse"), tr("Show only what stayed equal"),
                           tr("Show only what became better")};
    for (const Change change : kShown) {
        QToolButton* button = buttons_[at(change)];
        button->setText(texts[at(change)]);
        button->setToolTip(hints[at(change)]);
        button->setAccessibleName(texts[at(change)]);
        button->setEnabled(counts_[at(change)] > 0);
    }
}

void ChangeBar::choose(Change change) {
    const auto now = chosen_ == change ? std::nullopt : std::optional(change);
    setChosen(now);
    Q_EMIT chosen(now);
}

std::vector<ChangeBar::Part> ChangeBar::parts() const {
    const int total = std::accumulate(counts_.begin(), counts_.end(), 0);
    std::vector<Part> parts;
    if (total == 0) return parts;
    double left = 0;
    for (const Change change : {Change::Better, Change::Equal, Change::Worse, Change::Unscored}) {
        const double width = static_cast<double>(this->width()) * counts_[at(change)] / total;
        if (width <= 0) continue;
        const double from = layoutDirection() == Qt::RightToLeft ? this->width() - left - width : left;
        parts.push_back({change, {from, 0, width, kBar}});
        left += width;
    }
    return parts;
}

std::optional<Change> ChangeBar::partAt(const QPointF& point) const {
    for (const Part& part : parts())
        if (part.place.contains(point) && part.change != Change::Unscored) return part.change;
    return {};
}

void ChangeBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath round;
    round.addRoundedRect(QRectF(0, 0, width(), kBar), kBar / 2.0, kBar / 2.0);
    painter.setClipPath(round);
    painter.fillRect(QRect(0, 0, width(), kBar), theme().color(Role::SurfaceSunken));
    for (const Part& part : parts()) {
        QColor color = theme().color(roleOf(part.change));
        if (chosen_ && chosen_ != part.change) color.setAlphaF(0.3F);
        painter.fillRect(part.place.adjusted(0, 0, -1, 0), color);
    }
}

void ChangeBar::mousePressEvent(QMouseEvent* event) {
    const auto part = partAt(event->position());
    if (!part || event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
    choose(*part);
}

void ChangeBar::mouseMoveEvent(QMouseEvent* event) {
    const auto part = partAt(event->position());
    setCursor(part ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setToolTip(part ? buttons_[at(*part)]->text() : QString());
}

}  // namespace atelier::ui
