#include "pages/compare/metric_tile.h"

#include "pages/compare/change_bar.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

MetricTile::MetricTile(const ComparedRun::Total& total, QWidget* parent) : QFrame(parent), total_(total) {
    setProperty("kind", "card");
    setObjectName("metric-" + QString::fromStdString(total.metric));
    setMinimumWidth(kWidth);
    title_ = new QPushButton(this);
    title_->setObjectName("metric-title");
    title_->setProperty("kind", "link");
    title_->setCheckable(true);
    title_->setFont(theme().font(TextStyle::Small));
    title_->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(title_, &QPushButton::clicked, this, &MetricTile::chosen);
    figures_ = new QLabel(this);
    figures_->setObjectName("metric-figures");
    figures_->setFont(theme().font(TextStyle::Title));
    figures_->setProperty("data", true);
    difference_ = new QLabel(this);
    difference_->setObjectName("metric-difference");
    const Change change = total_.change();
    difference_->setProperty("kind", change == Change::Better  ? "badge-success"
                                     : change == Change::Worse ? "badge-danger"
                                                               : "badge");
    bar_ = new ChangeBar(this);
    bar_->setCounts(total_.counts);
    connect(bar_, &ChangeBar::chosen, this, &MetricTile::filterChosen);

    auto* line = new QHBoxLayout;
    line->setSpacing(space::kMedium);
    line->addWidget(figures_);
    line->addWidget(difference_, 0, Qt::AlignVCenter);
    line->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    layout->setSpacing(space::kTight);
    layout->addWidget(title_);
    layout->addLayout(line);
    layout->addWidget(bar_);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
    retranslate();
}

void MetricTile::setChosen(bool chosen, std::optional<Change> only) {
    chosen_ = chosen;
    title_->setChecked(chosen);
    bar_->setChosen(chosen ? only : std::nullopt);
    update();
}

void MetricTile::setCompact(bool compact) {
    bar_->setLegendShown(!compact);
}

void MetricTile::retranslate() {
    const QString title = metricTitle(total_.metric), help = metricHelp(total_.metric);
    const QString before = figureText(total_.before, total_.after), after = figureText(total_.after, total_.before);
    const QString difference = differenceText(total_.before, total_.after);
    title_->setText(title);
    title_->setToolTip(help.isEmpty() ? tr("Order the samples by this metric")
                                      : tr("%1\nClick to order the samples by it.").arg(help));
    figures_->setText(tr("%1 → %2", "figure before and after").arg(before, after));
    const bool up = total_.after > total_.before, changed = total_.change() != Change::Equal;
    difference_->setText(!changed ? difference : up ? tr("↑ %1").arg(difference) : tr("↓ %1").arg(difference));
    const QString direction = total_.higherIsBetter ? tr("Higher is better.") : tr("Lower is better.");
    figures_->setToolTip(direction);
    difference_->setToolTip(direction);
    const QString verdict = total_.change() == Change::Better  ? tr("better")
                            : total_.change() == Change::Worse ? tr("worse")
                                                               : tr("equal");
    setAccessibleName(tr("%1 %2 before, %3 after: %4, %5", "metric, figures, difference, verdict")
                          .arg(title, before, after, difference, verdict));
    title_->setAccessibleName(accessibleName());
    bar_->retranslate();
}

void MetricTile::paintEvent(QPaintEvent* event) {
    QFrame::paintEvent(event);
    if (!chosen_) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().color(Role::Accent), 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius::kLarge - 1, radius::kLarge - 1);
}

void MetricTile::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) Q_EMIT chosen();
    QFrame::mousePressEvent(event);
}

}  // namespace atelier::ui
