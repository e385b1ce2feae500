#include "plot/plot_bar.h"

#include "controls.h"
#include "flow_layout.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

namespace atelier::widgets {
namespace {

constexpr int kNarrow = 520, kTight = 360;  // px
constexpr QSize kSwatch(17, 14);
constexpr int kSteps = 99;  // of the slider: hundredths

QPixmap swatch(const QColor& color, bool shown, qreal ratio) {
    QPixmap pixmap(kSwatch * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(shown ? QBrush(color) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(QRectF(2, 2, 10, 10), 3, 3);
    return pixmap;
}

}  // namespace

PlotBar::PlotBar(QMenu* menu, QWidget* parent)
    : QWidget(parent),
      layout_(new QBoxLayout(QBoxLayout::LeftToRight, this)),
      legend_(new QWidget),
      tools_(new QWidget),
      legendLayout_(new FlowLayout(legend_, space::kHair, space::kHair)),
      smoothingLabel_(new QLabel),
      smoothingValue_(new QLabel),
      smoothing_(new QSlider(Qt::Horizontal)),
      log_(new QToolButton),
      clip_(new QToolButton),
      fit_(iconButton("fit")),
      more_(iconButton("more")) {
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(space::kSmall);
    layout_->addWidget(legend_, 1);
    layout_->addWidget(tools_, 0);
    auto* tools = new QHBoxLayout(tools_);
    tools->setContentsMargins(0, 0, 0, 0);
    tools->setSpacing(space::kTight);
    smoothingLabel_->setProperty("kind", "muted");
    smoothingValue_->setProperty("kind", "muted");
    smoothing_->setRange(0, kSteps);
    smoothing_->setPageStep(10);
    smoothing_->setFixedWidth(88);
    for (QToolButton* toggle : {log_, clip_}) {
        toggle->setCheckable(true);
        toggle->setFocusPolicy(Qt::TabFocus);
        toggle->setCursor(Qt::PointingHandCursor);
    }
    more_->setMenu(menu);
    more_->setPopupMode(QToolButton::InstantPopup);
    tools->addWidget(smoothingLabel_);
    tools->addWidget(smoothing_);
    tools->addWidget(smoothingValue_);
    tools->addSpacing(space::kTight);
    tools->addWidget(log_);
    tools->addWidget(clip_);
    tools->addWidget(fit_);
    tools->addWidget(more_);
    tools->addStretch();

    connect(smoothing_, &QSlider::valueChanged, this, [this](int value) {
        smoothingValue_->setText(QString::number(value / 100.0, 'f', 2));
        Q_EMIT smoothingChosen(value / 100.0);
    });
    connect(log_, &QToolButton::toggled, this, &PlotBar::logScaleChosen);
    connect(clip_, &QToolButton::toggled, this, &PlotBar::outlierClipChosen);
    connect(fit_, &QToolButton::clicked, this, &PlotBar::resetChosen);
    const auto applyTheme = [this] {
        for (QWidget* small : {static_cast<QWidget*>(smoothingLabel_), static_cast<QWidget*>(smoothingValue_),
                               static_cast<QWidget*>(log_), static_cast<QWidget*>(clip_)})
            small->setFont(theme().font(TextStyle::Small));
        // The number must not push the tools about.
        smoothingValue_->setFixedWidth(smoothingValue_->fontMetrics().horizontalAdvance("0.00") + 2);
        paintChips();
    };
    connect(&theme(), &Theme::changed, this, applyTheme);
    applyTheme();
    setSmoothing(0);
    setFollowing(true);
    retranslate();
}

void PlotBar::setChips(const std::vector<Chip>& chips) {
    chips_ = chips;
    while (buttons_.size() > chips_.size()) {
        delete buttons_.back();
        buttons_.pop_back();
    }
    while (buttons_.size() < chips_.size()) {
        auto* button = new QToolButton;
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIconSize(kSwatch);
        button->setFocusPolicy(Qt::TabFocus);
        button->setCursor(Qt::PointingHandCursor);
        // Shown is the normal state: the swatch tells, not a pressed look.
        button->setStyleSheet("QToolButton:checked:!hover { background: transparent; }");
        const int series = static_cast<int>(buttons_.size());
        connect(button, &QToolButton::clicked, this, [this, series](bool shown) { Q_EMIT chipToggled(series, shown); });
        legendLayout_->addWidget(button);
        buttons_.push_back(button);
    }
    for (std::size_t i = 0; i < chips_.size(); ++i) {
        buttons_[i]->setText(chips_[i].name);
        buttons_[i]->setChecked(chips_[i].shown);
    }
    paintChips();
    retranslate();
    updateShown();
}

void PlotBar::paintChips() {
    for (std::size_t i = 0; i < buttons_.size(); ++i) {
        buttons_[i]->setFont(theme().font(TextStyle::Small));
        buttons_[i]->setIcon(swatch(theme().series(chips_[i].color), chips_[i].shown, devicePixelRatioF()));
    }
}

// The only curve needs no legend: the title of its card names it.
void PlotBar::updateShown() {
    legend_->setVisible(chips_.size() > 1);
    tools_->setVisible(toolsShown_);
    setVisible(toolsShown_ || chips_.size() > 1);
}

void PlotBar::setToolsShown(bool shown) {
    toolsShown_ = shown;
    updateShown();
}

void PlotBar::setSmoothing(double weight) {
    const QSignalBlocker quiet(smoothing_);
    smoothing_->setValue(qRound(weight * 100));
    smoothingValue_->setText(QString::number(weight, 'f', 2));
}

void PlotBar::setLogScale(bool on) {
    const QSignalBlocker quiet(log_);
    log_->setChecked(on);
}

void PlotBar::setOutlierClip(bool on) {
    const QSignalBlocker quiet(clip_);
    clip_->setChecked(on);
}

void PlotBar::setFollowing(bool following) {
    fit_->setEnabled(!following);
}

void PlotBar::setRoom(int width) {
    layout_->setDirection(width < kNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    for (QLabel* label : {smoothingLabel_, smoothingValue_})
        label->setVisible(width >= kTight);
}

void PlotBar::retranslate() {
    smoothingLabel_->setText(tr("Smooth"));
    setHint(smoothing_, tr("Smoothing: weight of the values before; 0 shows them as they are"));
    log_->setText(tr("Log"));
    setHint(log_, tr("Logarithmic scale"));
    clip_->setText(tr("Clip"));
    setHint(clip_, tr("Leave outliers out of the range: the outermost 1 % of the values"));
    setHint(fit_, tr("Show everything (double click or 0)"));
    setHint(more_, tr("More"));
    for (std::size_t i = 0; i < buttons_.size(); ++i)
        setHint(buttons_[i], chips_[i].shown ? tr("Hide %1").arg(chips_[i].name) : tr("Show %1").arg(chips_[i].name));
}

}  // namespace atelier::widgets
