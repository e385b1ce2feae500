#include "pages/train/train_charts.h"

#include "card.h"
#include "loss_plot.h"
#include "pages/recipe/recipe_words.h"
#include "pages/train/least_high.h"
#include "theme/tokens.h"

#include <QCoreApplication>
#include <QEvent>
#include <QGridLayout>
#include <QLocale>
#include <QResizeEvent>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kBeside = 900, kBelow = 520;           // logical pixels: narrower ones fold
constexpr int kLossHeight = 200, kSmallHeight = 72;  // least, of the plots
constexpr int kUsualSmoothing = 60;                  // hundredths

struct Metric {
    const char *name, *title, *tip;
    bool always;
    int color;
};
constexpr Metric kMetrics[] = {
    {"lr", QT_TRANSLATE_NOOP("Metrics", "Learning rate"), QT_TRANSLATE_NOOP("Metrics", "How far each step goes"), true,
     1},
    {"grad_norm", QT_TRANSLATE_NOOP("Metrics", "Gradient norm"),
     QT_TRANSLATE_NOOP("Metrics",
                       "How strongly a step pulls; growing without end says that the learning rate is too high"),
     true, 2},
    {"tokens_per_second", QT_TRANSLATE_NOOP("Metrics", "Tokens a second"),
     QT_TRANSLATE_NOOP("Metrics", "Speed of the training"), true, 3},
    {"vram_allocated", QT_TRANSLATE_NOOP("Metrics", "Graphics memory, GB"),
     QT_TRANSLATE_NOOP("Metrics", "Most that was in use on the graphics card"), false, 4},
    {"memory", QT_TRANSLATE_NOOP("Metrics", "Memory, GB"),
     QT_TRANSLATE_NOOP("Metrics", "What the training's process uses"), false, 4},
};

QString word(const char* text) {
    return QCoreApplication::translate("Metrics", text);
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
    makeLoss();
    makeSmall();
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

void TrainCharts::makeSmall() {
    for (const Metric& metric : kMetrics) {
        Small small{metric.name, new Card({}, inside_), nullptr, metric.always};
        small.plot = new LossPlot(small.card);
        small.plot->setObjectName(QString("chart-") + metric.name);
        small.plot->addSeries({.name = {}, .color = metric.color});
        small.plot->setToolsShown(false);
        small.plot->setSmoothing(0);
        small.plot->setOutlierClip(loss_->outlierClip());
        small.plot->setMinimumHeight(kSmallHeight);
        small.card->body()->addWidget(small.plot, 1);
        connect(small.plot, &LossPlot::exported, this, &TrainCharts::exported);
        connect(small.plot, &LossPlot::exportFailed, this, &TrainCharts::exportFailed);
        small_.push_back(small);
    }
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

void TrainCharts::setSeries(const RunFeed::Series& series) {
    const auto points = [&](const char* metric) {
        const auto found = series.find(metric);
        return found == series.end() ? QList<QPointF>() : found->second;
    };
    loss_->setSeries(train_, points("loss"));
    loss_->setSeries(eval_, points("eval_loss"));
    for (Small& small : small_) {
        const auto own = points(small.metric);
        small.plot->setSeries(0, own);
        small.used = !own.isEmpty();
        if (small.used)
            note(small, own.back().y());
        else
            small.card->setNote({});
    }
    arrange();
}

void TrainCharts::add(const RunFeed::Series& points) {
    for (const auto& [metric, own] : points) {
        if (own.isEmpty()) continue;
        if (metric == "loss") loss_->append(train_, own);
        if (metric == "eval_loss") loss_->append(eval_, own);
        for (Small& small : small_)
            if (small.metric == metric) {
                small.plot->append(0, own);
                note(small, own.back().y());
                if (!small.used) {
                    small.used = true;
                    arrange();
                }
            }
    }
}

void TrainCharts::note(const Small& small, double value) {
    const QLocale locale;
    const double size = std::abs(value);
    small.card->setNote(size > 0 && size < 0.01 ? rateText(value)
                        : size >= 1000          ? locale.toString(value, 'f', 0)
                                                : locale.toString(value, 'g', 3));
}

void TrainCharts::arrange() {
    std::vector<Card*> shown;
    for (const Small& small : small_) {
        const bool show = small.always || small.used;
        small.card->setVisible(show);
        if (show) shown.push_back(small.card);
    }
    const int width = viewport()->width();
    const auto wanted = width >= kBeside  ? Arrangement::Beside
                        : width >= kBelow ? Arrangement::Below
                                          : Arrangement::Column;
    if (wanted == arrangement_ && arranged_ == static_cast<int>(shown.size())) return;
    arrangement_ = wanted;
    arranged_ = static_cast<int>(shown.size());
    grid_->removeWidget(lossCard_);
    for (const Small& small : small_)
        grid_->removeWidget(small.card);
    for (int i = 0; i < 8; ++i) {
        grid_->setColumnStretch(i, 0);
        grid_->setRowStretch(i, 0);
    }
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
        grid_->addWidget(lossCard_, 0, 0, rows, 1);
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
    for (std::size_t i = 0; i < small_.size(); ++i) {
        const QString title = word(kMetrics[i].title);
        small_[i].card->setTitle(title);
        small_[i].card->setToolTip(word(kMetrics[i].tip));
        small_[i].plot->setSeriesName(0, title);
        small_[i].plot->setEmptyText(tr("Nothing yet"));
        small_[i].plot->setAccessibleName(title);
    }
}

}  // namespace atelier::ui
