#include "pages/train/train_charts.h"

#include "card.h"
#include "controls.h"
#include "loss_plot.h"
#include "pages/recipe/recipe_words.h"
#include "pages/train/least_high.h"
#include "pages/train/metric_words.h"
#include "protocol/training_metrics.h"
#include "theme/tokens.h"

#include <QEvent>
#include <QGridLayout>
#include <QLocale>
#include <QMenu>
#include <QResizeEvent>
#include <QToolButton>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kBeside = 900, kBelow = 520;           // logical pixels: narrower ones fold
constexpr int kLossHeight = 200, kSmallHeight = 72;  // least, of the plots
constexpr int kUsualSmoothing = 60;                  // hundredths
constexpr int kEarlierColor = 2;                     // of the first earlier run

QList<QPointF> pointsOf(const RunFeed::Series& series, const std::string& metric) {
    const auto found = series.find(metric);
    return found == series.end() ? QList<QPointF>() : found->second;
}

}  // namespace

TrainCharts::TrainCharts(Preferences& preferences, QWidget* parent)
    : QScrollArea(parent), preferences_(preferences), inside_(new LeastHigh), grid_(new QGridLayout(inside_)) {
    setObjectName("train-charts");
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setMinimumHeight(140);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(space::kSmall);
    hidden_ = preferences_.list("train.charts-hidden");
    makeLoss();
    for (const std::string& metric : usualMetrics())
        smallOf(metric);
    setWidget(inside_);
    retranslate();
    arrange();
}

void TrainCharts::makeLoss() {
    lossCard_ = new Card({}, inside_);
    loss_ = new LossPlot(lossCard_);
    loss_->setObjectName("chart-loss");
    train_ = loss_->addSeries({.name = {}, .color = 0});
    eval_ = loss_->addSeries({.name = {}, .color = 1, .smoothed = false, .dots = true});
    bool kept = false;
    const int smoothing = preferences_.place("train.smoothing").toInt(&kept);
    loss_->setSmoothing((kept ? smoothing : kUsualSmoothing) / 100.0);
    loss_->setLogScale(preferences_.flag("train.log-scale", false));
    loss_->setOutlierClip(preferences_.flag("train.clip", false));
    loss_->setMinimumHeight(kLossHeight);
    lossCard_->body()->addWidget(loss_, 1);
    const auto menuButton = [this](const char* name, QMenu* menu) {
        auto* button = new QToolButton(lossCard_);
        button->setObjectName(name);
        button->setPopupMode(QToolButton::InstantPopup);
        button->setMenu(menu);
        lossCard_->addHeaderWidget(button);
        return button;
    };
    chartsMenu_ = new QMenu(this);
    connect(chartsMenu_, &QMenu::aboutToShow, this, &TrainCharts::listCharts);
    earlierMenu_ = new EarlierRuns(this);
    connect(earlierMenu_, &EarlierRuns::changed, this, &TrainCharts::setEarlier);
    earlierButton_ = menuButton("train-earlier", earlierMenu_);
    chartsButton_ = menuButton("train-which-charts", chartsMenu_);
    connect(loss_, &LossPlot::smoothingChanged, this, &TrainCharts::keepOptions);
    connect(loss_, &LossPlot::logScaleChanged, this, &TrainCharts::keepOptions);
    connect(loss_, &LossPlot::outlierClipChanged, this, &TrainCharts::keepOptions);
    connect(loss_, &LossPlot::followingChanged, this, [this](bool following) {
        if (following)
            for (const Small& small : small_)
                small.plot->resetView();
    });
    connect(loss_, &LossPlot::exported, this, &TrainCharts::exported);
    connect(loss_, &LossPlot::exportFailed, this, &TrainCharts::exportFailed);
}

TrainCharts::Small& TrainCharts::smallOf(const std::string& metric) {
    const auto place = std::find_if(small_.begin(), small_.end(), [&](const Small& small) {
        return !protocol::metricComesBefore(small.metric, metric);
    });
    if (place != small_.end() && place->metric == metric) return *place;
    const MetricLook look = metricLook(metric);
    Small small{metric, new Card({}, inside_), nullptr, look.always};
    small.plot = new LossPlot(small.card);
    small.plot->setObjectName("chart-" + QString::fromStdString(metric));
    // What is measured now and then is no curve to be smoothed.
    const bool sparse = metric.starts_with("eval_");
    small.plot->addSeries({.name = {}, .color = look.color, .smoothed = !sparse, .dots = sparse});
    small.plot->setToolsShown(false);
    small.plot->setSmoothing(0);
    small.plot->setOutlierClip(loss_->outlierClip());
    small.plot->setMinimumHeight(kSmallHeight);
    small.card->body()->addWidget(small.plot, 1);
    connect(small.plot, &LossPlot::exported, this, &TrainCharts::exported);
    connect(small.plot, &LossPlot::exportFailed, this, &TrainCharts::exportFailed);
    name(small);
    drawEarlier(small);
    return *small_.insert(place, small);
}

widgets::LossPlot* TrainCharts::plot(const std::string& metric) const {
    for (const Small& small : small_)
        if (small.metric == metric) return small.plot;
    return nullptr;
}

void TrainCharts::keepOptions() {
    preferences_.setPlace("train.smoothing", QByteArray::number(qRound(loss_->smoothing() * 100)));
    preferences_.setFlag("train.log-scale", loss_->logScale());
    preferences_.setFlag("train.clip", loss_->outlierClip());
    for (const Small& small : small_)
        small.plot->setOutlierClip(loss_->outlierClip());
}

void TrainCharts::setRun(const std::filesystem::path& project, const QString& run) {
    earlierMenu_->setProject(project, run);
}

void TrainCharts::setSeries(const RunFeed::Series& series) {
    loss_->setSeries(train_, pointsOf(series, "loss"));
    loss_->setSeries(eval_, pointsOf(series, "eval_loss"));
    for (const auto& [metric, own] : series)
        if (isCharted(metric)) smallOf(metric);
    for (Small& small : small_) {
        const auto own = pointsOf(series, small.metric);
        small.plot->setSeries(0, own);
        small.used = !own.isEmpty();
        if (small.used)
            note(small, own.back().y());
        else
            small.card->setNote({});
    }
    arrange(true);
}

void TrainCharts::add(const RunFeed::Series& points) {
    bool more = false;
    for (const auto& [metric, own] : points) {
        if (own.isEmpty()) continue;
        if (metric == "loss") loss_->append(train_, own);
        if (metric == "eval_loss") loss_->append(eval_, own);
        if (!isCharted(metric)) continue;
        Small& small = smallOf(metric);
        small.plot->append(0, own);
        note(small, own.back().y());
        more = more || !small.used;
        small.used = true;
    }
    if (more) arrange(true);
}

void TrainCharts::setEarlier(const std::vector<EarlierRun>& runs) {
    earlier_ = runs;
    loss_->removeSeriesFrom(eval_ + 1);
    for (std::size_t i = 0; i < earlier_.size(); ++i) {
        const int color = kEarlierColor + static_cast<int>(i);
        const int train = loss_->addSeries({.name = earlier_[i].name, .color = color, .faint = true});
        loss_->setSeries(train, pointsOf(earlier_[i].series, "loss"));
        if (const auto eval = pointsOf(earlier_[i].series, "eval_loss"); !eval.isEmpty())
            loss_->setSeries(loss_->addSeries({.name = tr("%1, validation").arg(earlier_[i].name),
                                               .color = color,
                                               .smoothed = false,
                                               .dots = true,
                                               .faint = true}),
                             eval);
    }
    for (const Small& small : small_)
        drawEarlier(small);
    setStyleFlag(earlierButton_, "active", !earlier_.empty());
}

void TrainCharts::drawEarlier(const Small& small) {
    small.plot->removeSeriesFrom(1);
    for (std::size_t i = 0; i < earlier_.size(); ++i)
        small.plot->setSeries(
            small.plot->addSeries(
                {.name = earlier_[i].name, .color = kEarlierColor + static_cast<int>(i), .faint = true}),
            pointsOf(earlier_[i].series, small.metric));
}

// Those that there is something to show of.
void TrainCharts::listCharts() {
    chartsMenu_->clear();
    for (const Small& small : small_) {
        if (!small.always && !small.used) continue;
        const QString metric = QString::fromStdString(small.metric);
        auto* action = chartsMenu_->addAction(metricLook(small.metric).title);
        action->setCheckable(true);
        action->setChecked(!hidden_.contains(metric));
        connect(action, &QAction::toggled, this, [this, metric](bool on) {
            hidden_.removeAll(metric);
            if (!on) hidden_.append(metric);
            preferences_.setList("train.charts-hidden", hidden_);
            arrange(true);
        });
    }
}

void TrainCharts::note(const Small& small, double value) {
    const QLocale locale;
    const double size = std::abs(value);
    small.card->setNote(size > 0 && size < 0.01 ? rateText(value)
                        : size >= 1000          ? locale.toString(value, 'f', 0)
                                                : locale.toString(value, 'g', 3));
}

void TrainCharts::arrange(bool rebuild) {
    std::vector<Card*> shown;
    for (const Small& small : small_) {
        const bool show = (small.always || small.used) && !hidden_.contains(QString::fromStdString(small.metric));
        small.card->setVisible(show);
        if (show) shown.push_back(small.card);
    }
    const int width = viewport()->width();
    const auto wanted = width >= kBeside  ? Arrangement::Beside
                        : width >= kBelow ? Arrangement::Below
                                          : Arrangement::Column;
    if (!rebuild && wanted == arrangement_ && arranged_ == static_cast<int>(shown.size())) return;
    arrangement_ = wanted;
    arranged_ = static_cast<int>(shown.size());
    grid_->removeWidget(lossCard_);
    for (const Small& small : small_)
        grid_->removeWidget(small.card);
    for (int i = 0; i < grid_->columnCount(); ++i)
        grid_->setColumnStretch(i, 0);
    for (int i = 0; i < grid_->rowCount(); ++i)
        grid_->setRowStretch(i, 0);
    // The last one fills its row.
    const int columns = wanted == Arrangement::Column ? 1 : 2;
    const auto place = [&](int row, int column) {
        for (int i = 0; i < arranged_; ++i) {
            const bool alone = columns == 2 && i == arranged_ - 1 && i % 2 == 0;
            grid_->addWidget(shown[static_cast<std::size_t>(i)], row + i / columns, column + i % columns, 1,
                             alone ? 2 : 1);
        }
    };
    const int rows = (arranged_ + columns - 1) / columns;
    if (wanted == Arrangement::Beside) {
        grid_->addWidget(lossCard_, 0, 0, std::max(1, rows), 1);
        place(0, 1);
        grid_->setColumnStretch(0, 5);
        grid_->setColumnStretch(1, 2);
        grid_->setColumnStretch(2, 2);
        for (int i = 0; i < rows; ++i)
            grid_->setRowStretch(i, 1);
    } else {
        grid_->addWidget(lossCard_, 0, 0, 1, columns);
        place(1, 0);
        grid_->setRowStretch(0, 2);
        for (int i = 1; i <= rows; ++i)
            grid_->setRowStretch(i, 1);
        for (int i = 0; i < columns; ++i)
            grid_->setColumnStretch(i, 1);
    }
}

void TrainCharts::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    arrange();
}

void TrainCharts::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QScrollArea::changeEvent(event);
}

void TrainCharts::retranslate() {
    setAccessibleName(tr("Charts"));
    lossCard_->setTitle(tr("Loss"));
    lossCard_->setToolTip(tr("How far the answers are from the references: falls as the model learns"));
    loss_->setSeriesName(train_, tr("training"));
    loss_->setSeriesName(eval_, tr("validation"));
    loss_->setXLabel(tr("step"));
    loss_->setEmptyText(tr("The loss appears here after the first steps."));
    loss_->setAccessibleName(tr("Chart of the loss"));
    chartsButton_->setText(tr("Charts"));
    setHint(chartsButton_, tr("Which charts are shown"));
    earlierButton_->setText(tr("Earlier runs"));
    setHint(earlierButton_, tr("Curves of other runs, behind those of this one"));
    for (const Small& small : small_)
        name(small);
}

void TrainCharts::name(const Small& small) {
    const MetricLook look = metricLook(small.metric);
    small.card->setTitle(look.title);
    small.card->setToolTip(look.tip);
    small.plot->setSeriesName(0, look.title);
    small.plot->setEmptyText(tr("Nothing yet"));
    small.plot->setAccessibleName(look.title);
}

}  // namespace atelier::ui
