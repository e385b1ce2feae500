#include "loss_plot.h"

#include "common/error.h"
#include "plot/plot_bar.h"
#include "plot/plot_numbers.h"
#include "plot/plot_overlay.h"
#include "plot/plot_series.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QSaveFile>
#include <QTimer>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace atelier::widgets {
namespace {

constexpr int kFrame = 33;     // ms between two drawings of growing curves
constexpr double kLine = 1.6;  // px
constexpr double kPad = 0.06;  // of the y range, above and below
constexpr double kWheelStep = 1.2, kKeyStep = 1.4, kPanStep = 0.1;
constexpr double kMostSmoothing = 0.99;
constexpr qsizetype kSamples = 4000;  // for the percentiles of the outlier clip
constexpr double kFlatPixels = 2;     // what lies closer together in a column of pixels is one point
constexpr int kDotsUpTo = 200;

template <class Base>
class NumberTicker : public Base {
protected:
    double getTickStep(const QCPRange& range) override { return step_ = Base::getTickStep(range); }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return tickText(tick, step_); }

private:
    double step_ = 0;
};

// Powers of ten; over few decades also 2 and 5 of each, over less than one evenly spaced values: a scale needs labels.
class LogTicker : public NumberTicker<QCPAxisTicker> {
protected:
    QVector<double> createTickVector(double step, const QCPRange& range) override {
        const double decades = std::log10(range.upper / range.lower);
        logarithmic_ = decades >= 0.8;
        if (!logarithmic_) return NumberTicker::createTickVector(step, range);
        QVector<double> ticks;
        const int every = std::max(1, static_cast<int>(std::ceil(decades / 8)));
        const int first = static_cast<int>(std::floor(std::log10(range.lower))) - 1;
        const int last = static_cast<int>(std::ceil(std::log10(range.upper))) + 1;
        for (int exponent = first; exponent <= last; ++exponent) {
            if (exponent % every != 0) continue;
            for (const int digit : {1, 2, 5})
                if (digit == 1 || decades < 2.5) ticks << digit * std::pow(10.0, exponent);
        }
        return ticks;
    }
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override {
        return logarithmic_ ? tickText(tick, tick) : NumberTicker::getTickLabel(tick, locale, format, precision);
    }

private:
    bool logarithmic_ = false;
};

// Whole steps only: there is no step 2.5.
class StepTicker : public NumberTicker<QCPAxisTicker> {
protected:
    double getTickStep(const QCPRange& range) override {
        const double step = NumberTicker::getTickStep(range);
        return range.size() > 3 ? std::max(1.0, step) : step;
    }
};

QColor mixed(const QColor& color, const QColor& back, double share) {
    const auto mix = [share](int a, int b) { return static_cast<int>(std::lround(a * share + b * (1 - share))); };
    return {mix(color.red(), back.red()), mix(color.green(), back.green()), mix(color.blue(), back.blue())};
}

QString csvField(const QString& text) {
    return '"' + QString(text).replace('"', "\"\"") + '"';
}

}  // namespace

struct LossPlot::Impl {
    struct Curve {
        Series series;
        PlotSeries raw, smooth;
        ExponentialMean mean;
        bool visible = true;
        QCPGraph *pale = nullptr, *strong = nullptr;
    };

    explicit Impl(LossPlot* owner) : self(owner) {}

    LossPlot* self;
    QMenu* menu = nullptr;
    PlotBar* bar = nullptr;
    QCustomPlot* plot = nullptr;
    PlotOverlay* overlay = nullptr;
    QTimer timer;
    QAction *resetAction = nullptr, *logAction = nullptr, *clipAction = nullptr, *pngAction = nullptr,
            *csvAction = nullptr;
    std::vector<std::unique_ptr<Curve>> curves;
    QString xLabel, yLabel, emptyText;
    double smoothing = 0;
    bool log = false, clip = false, following = true, ownY = false;
    // The pointer
    enum class Drag { None, Band, Pan } drag = Drag::None;
    QPointF pressedAt, lastAt;
    bool hovering = false;

    Curve& curve(int i) const { return *curves.at(static_cast<std::size_t>(i)); }
    bool smooths(const Curve& c) const { return smoothing > 0 && c.series.smoothed; }
    const PlotSeries& shown(const Curve& c) const { return smooths(c) ? c.smooth : c.raw; }
    bool empty() const {
        return std::all_of(curves.begin(), curves.end(), [](const auto& c) { return c->raw.size() == 0; });
    }
    int columns() const { return std::max(1, plot->axisRect()->width()); }
    QRectF area() const { return QRectF(plot->axisRect()->rect()); }

    void build();
    void applyTheme();
    void retranslate();
    void schedule() {
        if (!timer.isActive()) timer.start();
    }
    void add(Curve& c, const QPointF& point);
    void smoothAnew(Curve& c);
    void updateChips();
    void setFollowing(bool on);
    void fitX();
    void fitY(QCPAxis* axis, bool right);
    void fill(Curve& c);
    void draw(QCustomPlot::RefreshPriority priority);
    void zoom(QCPAxis* axis, double factor, double pixel);
    void zoomX(double factor, double pixel);
    void zoomY(double factor, double pixel);
    void pan(const QPointF& pixels);
    void zoomToBand(const QRectF& band);
    void hover(const QPointF& at);
    void exportAs(bool png);
    QImage picture() const;
};

void LossPlot::Impl::build() {
    menu = new QMenu(self);
    resetAction = menu->addAction(icon("fit"), {}, self, &LossPlot::resetView);
    menu->addSeparator();
    logAction = menu->addAction({}, self, &LossPlot::setLogScale);
    logAction->setCheckable(true);
    clipAction = menu->addAction({}, self, &LossPlot::setOutlierClip);
    clipAction->setCheckable(true);
    menu->addSeparator();
    pngAction = menu->addAction(icon("image"), {}, self, [this] { exportAs(true); });
    csvAction = menu->addAction(icon("export"), {}, self, [this] { exportAs(false); });

    bar = new PlotBar(menu);
    plot = new QCustomPlot;
    plot->setObjectName("plot");
    // Line by line: stroking a ragged curve as one path takes time by the square of its points.
    plot->setPlottingHints(QCP::phCacheLabels | QCP::phFastPolylines);
    plot->setMouseTracking(true);
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setMinimumSize(80, 60);
    plot->installEventFilter(self);
    overlay = new PlotOverlay(plot);
    auto* layout = new QVBoxLayout(self);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addWidget(bar);
    layout->addWidget(plot, 1);

    plot->xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new StepTicker));
    plot->yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new NumberTicker<QCPAxisTicker>));
    plot->yAxis2->setTicker(QSharedPointer<QCPAxisTicker>(new NumberTicker<QCPAxisTicker>));
    plot->axisRect()->setMinimumMargins(QMargins(8, 8, 12, 8));
    for (QCPAxis* axis : {plot->xAxis, plot->yAxis, plot->yAxis2}) {
        axis->setTickPen(Qt::NoPen);
        axis->setTickLength(0, 0);
        axis->setNumberFormat("g");  // else it would take "1e-4" for a mantissa and a raised exponent
        axis->setSubTicks(false);
        axis->setTickLabelPadding(6);
        axis->setLabelPadding(4);
    }
    timer.setSingleShot(true);
    timer.setInterval(kFrame);
    QObject::connect(&timer, &QTimer::timeout, self, [this] {
        if (self->isVisible()) draw(QCustomPlot::rpQueuedRefresh);
    });
    QObject::connect(bar, &PlotBar::chipToggled, self, &LossPlot::setSeriesVisible);
    QObject::connect(bar, &PlotBar::smoothingChosen, self, &LossPlot::setSmoothing);
    QObject::connect(bar, &PlotBar::logScaleChosen, self, &LossPlot::setLogScale);
    QObject::connect(bar, &PlotBar::outlierClipChosen, self, &LossPlot::setOutlierClip);
    QObject::connect(bar, &PlotBar::resetChosen, self, &LossPlot::resetView);
    QObject::connect(&theme(), &Theme::changed, self, [this] { applyTheme(); });
}

void LossPlot::Impl::applyTheme() {
    const QColor back = theme().color(Role::Surface);
    plot->setBackground(QBrush(back));
    for (QCPAxis* axis : {plot->xAxis, plot->yAxis, plot->yAxis2}) {
        axis->setBasePen(axis == plot->xAxis ? QPen(theme().color(Role::BorderStrong)) : QPen(Qt::NoPen));
        axis->setTickLabelFont(theme().font(TextStyle::Small));
        axis->setLabelFont(theme().font(TextStyle::Small));
        axis->setTickLabelColor(theme().color(Role::TextMuted));
        axis->setLabelColor(theme().color(Role::TextMuted));
        axis->grid()->setPen(QPen(theme().color(Role::Border), 1));
        axis->grid()->setZeroLinePen(QPen(Qt::NoPen));
        axis->grid()->setAntialiased(false);
    }
    plot->xAxis->grid()->setVisible(false);
    plot->yAxis2->grid()->setVisible(false);
    for (const auto& c : curves) {
        const QColor color = theme().series(c->series.color);
        c->pale->setPen(QPen(mixed(color, back, theme().dark() ? 0.45 : 0.35), 1));
        c->strong->setPen(QPen(color, kLine, Qt::SolidLine, Qt::FlatCap));
    }
    schedule();
}

void LossPlot::Impl::retranslate() {
    resetAction->setText(LossPlot::tr("&Show everything"));
    logAction->setText(LossPlot::tr("&Logarithmic scale"));
    clipAction->setText(LossPlot::tr("&Clip outliers"));
    pngAction->setText(LossPlot::tr("Save as &picture…"));
    csvAction->setText(LossPlot::tr("Save the &values…"));
    self->setAccessibleName(LossPlot::tr("Chart"));
    self->setAccessibleDescription(
        LossPlot::tr("Plus and minus zoom, arrows move, 0 shows everything; the menu key has the other tools"));
    bar->retranslate();
    overlay->setEmptyText(empty() ? (emptyText.isEmpty() ? LossPlot::tr("No values yet") : emptyText) : QString());
}

void LossPlot::Impl::add(Curve& c, const QPointF& point) {
    const bool goesBack = c.raw.size() > 0 && point.x() <= c.raw.x(c.raw.size() - 1);
    c.raw.append(point);
    if (!smooths(c)) return;
    if (goesBack) return smoothAnew(c);
    if (std::isfinite(point.x())) c.smooth.append({point.x(), c.mean.next(point.y())});
}

void LossPlot::Impl::smoothAnew(Curve& c) {
    c.smooth.clear();
    c.mean = ExponentialMean(smoothing);
    if (!smooths(c)) return;
    for (qsizetype i = 0; i < c.raw.size(); ++i)
        c.smooth.append({c.raw.x(i), c.mean.next(c.raw.y(i))});
}

void LossPlot::Impl::updateChips() {
    std::vector<PlotBar::Chip> chips;
    bool right = false;
    for (const auto& c : curves) {
        chips.push_back({c->series.name, c->series.color, c->visible});
        right = right || c->series.rightAxis;
    }
    bar->setChips(chips);
    plot->yAxis2->setVisible(right);
}

void LossPlot::Impl::setFollowing(bool on) {
    if (following == on) return;
    following = on;
    bar->setFollowing(on);
    resetAction->setEnabled(!on);
    Q_EMIT self->followingChanged(on);
}

void LossPlot::Impl::fitX() {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& c : curves) {
        if (!c->visible || c->raw.size() == 0) continue;
        low = std::min(low, c->raw.x(0));
        high = std::max(high, c->raw.x(c->raw.size() - 1));
    }
    if (low > high) return plot->xAxis->setRange(0, 1);
    if (low == high) low -= 0.5, high += 0.5;
    plot->xAxis->setRange(low, high + (high - low) * 0.01);  // room for the last point's dot
}

void LossPlot::Impl::fitY(QCPAxis* axis, bool right) {
    const bool logarithmic = log && !right;
    const QCPRange x = plot->xAxis->range();
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& c : curves) {
        if (!c->visible || c->series.rightAxis != right) continue;
        const auto include = [&](const PlotSeries& points, bool clipped) {
            const qsizetype from = points.lowerBound(x.lower), to = points.lowerBound(std::nextafter(x.upper, 1e300));
            const Extremes range = points.extremes(from, to);
            if (!range.any()) return;
            const bool sample = clipped || (logarithmic && range.low <= 0);
            std::vector<double> values = sample ? points.sampled(from, to, kSamples) : std::vector<double>{};
            if (logarithmic) std::erase_if(values, [](double value) { return value <= 0; });
            if (values.empty()) {
                if (logarithmic && range.low <= 0) return;
                low = std::min(low, range.low);
                high = std::max(high, range.high);
                return;
            }
            std::sort(values.begin(), values.end());
            const auto at = [&](double share) {
                return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
            };
            low = std::min(low, clipped ? at(0.01) : values.front());
            high = std::max(high, clipped ? at(0.99) : range.high);
        };
        include(c->raw, clip);
    }
    if (low > high) low = logarithmic ? 0.1 : 0, high = 1;
    if (logarithmic) {
        const double pad = std::max(std::pow(high / low, kPad), 1.05);
        return axis->setRange(low / pad, high * pad);
    }
    const double pad = high > low ? (high - low) * kPad : std::max(std::abs(high) * 0.1, 1e-12);
    axis->setRange(low - pad, high + pad);
}

void LossPlot::Impl::fill(Curve& c) {
    const QCPRange x = plot->xAxis->range();
    const PlotSeries& main = shown(c);
    QVector<double> keys, values;
    c.strong->setVisible(c.visible);
    c.pale->setVisible(c.visible && smooths(c));
    if (!c.visible) return;
    const QCPAxis* axis = c.series.rightAxis ? plot->yAxis2 : plot->yAxis;
    const auto flat = [axis](const Extremes& range) {
        return std::abs(axis->coordToPixel(range.low) - axis->coordToPixel(range.high)) <= kFlatPixels;
    };
    main.drawnPoints(x.lower, x.upper, columns(), flat, keys, values);
    // A crowd of points has no fine line to smooth, and stroking it would cost ten times as much.
    const bool crowded = keys.size() > 2 * columns();
    QPen pen = c.strong->pen();
    pen.setWidthF(crowded ? 1 : kLine);
    c.strong->setPen(pen);
    c.strong->setAntialiased(!crowded);
    c.strong->setScatterStyle(c.series.dots && keys.size() <= kDotsUpTo
                                  ? QCPScatterStyle(QCPScatterStyle::ssDisc, pen.color(), pen.color(), 6)
                              : main.size() == 1 ? QCPScatterStyle(QCPScatterStyle::ssDisc, pen.color(), pen.color(), 5)
                                                 : QCPScatterStyle());
    c.strong->setData(keys, values, true);
    if (!smooths(c)) return;
    c.raw.drawnPoints(x.lower, x.upper, columns(), flat, keys, values);
    c.pale->setAntialiased(keys.size() <= 2 * columns());
    c.pale->setData(keys, values, true);
}

void LossPlot::Impl::draw(QCustomPlot::RefreshPriority priority) {
    timer.stop();
    const bool none = empty();
    plot->axisRect()->setVisible(!none);
    for (QCPAxis* axis : {plot->xAxis, plot->yAxis})
        axis->setVisible(!none);
    plot->yAxis2->setTickLabels(!none);
    overlay->setEmptyText(!none ? QString() : emptyText.isEmpty() ? LossPlot::tr("No values yet") : emptyText);
    if (following) fitX();
    if (!ownY) {
        fitY(plot->yAxis, false);
        fitY(plot->yAxis2, true);
    }
    for (const auto& c : curves)
        fill(*c);
    plot->replot(priority);
    overlay->setArea(area());
    if (hovering && drag == Drag::None) hover(lastAt);
}

void LossPlot::Impl::zoom(QCPAxis* axis, double factor, double pixel) {
    const QCPRange before = axis->range();
    axis->scaleRange(factor, axis->pixelToCoord(pixel));
    if (!QCPRange::validRange(axis->range())) axis->setRange(before);
}

void LossPlot::Impl::zoomX(double factor, double pixel) {
    if (empty()) return;
    setFollowing(false);
    zoom(plot->xAxis, factor, pixel);
    schedule();
}

void LossPlot::Impl::zoomY(double factor, double pixel) {
    if (empty()) return;
    setFollowing(false);
    ownY = true;
    zoom(plot->yAxis, factor, pixel);
    zoom(plot->yAxis2, factor, pixel);
    schedule();
}

void LossPlot::Impl::pan(const QPointF& pixels) {
    if (empty()) return;
    setFollowing(false);
    const auto shift = [](QCPAxis* axis, double from, double by) {
        const double a = axis->pixelToCoord(from), b = axis->pixelToCoord(from - by);
        if (axis->scaleType() == QCPAxis::stLogarithmic)
            axis->setRange(axis->range().lower * b / a, axis->range().upper * b / a);
        else
            axis->moveRange(b - a);
    };
    const QPointF middle = area().center();
    shift(plot->xAxis, middle.x(), pixels.x());
    // Up and down only where the user chose a range: otherwise it fits by itself.
    if (ownY)
        for (QCPAxis* axis : {plot->yAxis, plot->yAxis2})
            shift(axis, middle.y(), pixels.y());
    schedule();
}

// A flat rectangle means a stretch of x, a slim one a stretch of y.
void LossPlot::Impl::zoomToBand(const QRectF& drawn) {
    constexpr double kFlat = 14;
    const QRectF band = drawn.normalized().intersected(area());
    const bool x = band.width() >= kFlat, y = band.height() >= kFlat;
    if ((!x && !y) || empty()) return;
    setFollowing(false);
    const auto narrow = [](QCPAxis* axis, double a, double b) {
        const QCPRange range(axis->pixelToCoord(a), axis->pixelToCoord(b));
        if (QCPRange::validRange(range)) axis->setRange(range);
    };
    if (x) narrow(plot->xAxis, band.left(), band.right());
    if (y) {
        ownY = true;
        narrow(plot->yAxis, band.bottom(), band.top());
        narrow(plot->yAxis2, band.bottom(), band.top());
    }
    schedule();
}

void LossPlot::Impl::hover(const QPointF& at) {
    if (!area().contains(at) || empty()) return overlay->clearReadings();
    const double wanted = plot->xAxis->pixelToCoord(at.x());
    // The point nearest to the pointer over all curves sets x; each curve then reads its own nearest.
    double x = wanted, best = std::numeric_limits<double>::infinity();
    const auto nearest = [](const PlotSeries& points, double where) {
        const qsizetype i = points.lowerBound(where);
        if (i == 0) return i;
        if (i == points.size()) return i - 1;
        return where - points.x(i - 1) <= points.x(i) - where ? i - 1 : i;
    };
    for (const auto& c : curves) {
        if (!c->visible || c->raw.size() == 0) continue;
        const double found = c->raw.x(nearest(c->raw, wanted));
        if (std::abs(found - wanted) < best) best = std::abs(found - wanted), x = found;
    }
    if (!std::isfinite(best)) return overlay->clearReadings();
    std::vector<PlotOverlay::Reading> readings;
    for (const auto& c : curves) {
        if (!c->visible || c->raw.size() == 0) continue;
        const qsizetype i = nearest(c->raw, x);
        const double y = shown(*c).y(i);
        QCPAxis* axis = c->series.rightAxis ? plot->yAxis2 : plot->yAxis;
        readings.push_back({{plot->xAxis->coordToPixel(c->raw.x(i)), axis->coordToPixel(y)},
                            theme().series(c->series.color),
                            c->series.name,
                            valueText(y),
                            smooths(*c) ? LossPlot::tr("raw %1").arg(valueText(c->raw.y(i))) : QString()});
    }
    const QString where = x == std::round(x) ? QLocale().toString(static_cast<qlonglong>(x)) : valueText(x);
    overlay->setReadings(plot->xAxis->coordToPixel(x),
                         xLabel.isEmpty() ? where : LossPlot::tr("%1 %2", "axis and value").arg(xLabel, where),
                         std::move(readings));
}

void LossPlot::Impl::exportAs(bool png) {
    const QString path = png ? QFileDialog::getSaveFileName(self, LossPlot::tr("Save the chart"), "chart.png",
                                                            LossPlot::tr("Pictures (*.png)"))
                             : QFileDialog::getSaveFileName(self, LossPlot::tr("Save the values"), "chart.csv",
                                                            LossPlot::tr("Tables (*.csv)"));
    if (path.isEmpty()) return;
    try {
        png ? self->exportPng(path) : self->exportCsv(path);
        Q_EMIT self->exported(path);
    } catch (const Error& error) {
        Q_EMIT self->exportFailed(QString::fromStdString(error.message() + "\n" + error.where()));
    }
}

// The curves with a legend above them.
QImage LossPlot::Impl::picture() const {
    constexpr double kScale = 2;
    constexpr int kLegend = 28;
    const QSize size = plot->size();
    QImage image((size + QSize(0, kLegend)) * kScale, QImage::Format_RGB32);
    image.setDevicePixelRatio(kScale);
    image.fill(theme().color(Role::Surface));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme().font(TextStyle::Small));
    qreal x = area().left();
    for (const auto& c : curves) {
        if (!c->visible) continue;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().series(c->series.color));
        painter.drawEllipse(QRectF(x, kLegend / 2.0 - 4, 8, 8));
        painter.setPen(theme().color(Role::Text));
        const qreal width = painter.fontMetrics().horizontalAdvance(c->series.name);
        painter.drawText(QRectF(x + 14, 0, width + 1, kLegend), Qt::AlignVCenter, c->series.name);
        x += 14 + width + 18;
    }
    QPixmap drawn = plot->toPixmap(size.width(), size.height(), kScale);
    drawn.setDevicePixelRatio(kScale);
    painter.drawPixmap(QPointF(0, kLegend), drawn);
    return image;
}

LossPlot::LossPlot(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>(this)) {
    impl_->build();
    impl_->applyTheme();
    impl_->retranslate();
    impl_->updateChips();
    setFocusPolicy(Qt::StrongFocus);
}

LossPlot::~LossPlot() = default;

int LossPlot::addSeries(const Series& series) {
    auto curve = std::make_unique<Impl::Curve>();
    curve->series = series;
    QCustomPlot* plot = impl_->plot;
    for (QCPGraph** graph : {&curve->pale, &curve->strong}) {
        *graph = plot->addGraph(plot->xAxis, series.rightAxis ? plot->yAxis2 : plot->yAxis);
        (*graph)->setAdaptiveSampling(false);
    }
    impl_->curves.push_back(std::move(curve));
    impl_->applyTheme();
    impl_->updateChips();
    return static_cast<int>(impl_->curves.size()) - 1;
}

void LossPlot::setSeriesName(int series, const QString& name) {
    impl_->curve(series).series.name = name;
    impl_->updateChips();
}

void LossPlot::setSeriesVisible(int series, bool visible) {
    impl_->curve(series).visible = visible;
    impl_->updateChips();
    impl_->schedule();
}

bool LossPlot::seriesVisible(int series) const {
    return impl_->curve(series).visible;
}

void LossPlot::append(int series, const QVector<QPointF>& points) {
    Impl::Curve& curve = impl_->curve(series);
    for (const QPointF& point : points)
        impl_->add(curve, point);
    impl_->schedule();
}

void LossPlot::append(int series, double x, double y) {
    impl_->add(impl_->curve(series), {x, y});
    impl_->schedule();
}

void LossPlot::setSeries(int series, const QVector<QPointF>& points) {
    Impl::Curve& curve = impl_->curve(series);
    curve.raw.clear();
    for (const QPointF& point : points)
        curve.raw.append(point);
    impl_->smoothAnew(curve);
    impl_->schedule();
}

qsizetype LossPlot::pointCount(int series) const {
    return impl_->curve(series).raw.size();
}

void LossPlot::clear() {
    for (const auto& curve : impl_->curves) {
        curve->raw.clear();
        impl_->smoothAnew(*curve);
    }
    resetView();
}

void LossPlot::removeAllSeries() {
    impl_->curves.clear();
    impl_->plot->clearGraphs();
    impl_->updateChips();
    resetView();
}

void LossPlot::setXLabel(const QString& label) {
    impl_->xLabel = label;
    impl_->plot->xAxis->setLabel(label);
    impl_->schedule();
}

void LossPlot::setYLabel(const QString& label) {
    impl_->yLabel = label;
    impl_->plot->yAxis->setLabel(label);
    impl_->schedule();
}

void LossPlot::setEmptyText(const QString& text) {
    impl_->emptyText = text;
    impl_->retranslate();
}

void LossPlot::setSmoothing(double weight) {
    weight = std::clamp(weight, 0.0, kMostSmoothing);
    if (impl_->smoothing == weight) return;
    impl_->smoothing = weight;
    for (const auto& curve : impl_->curves)
        impl_->smoothAnew(*curve);
    impl_->bar->setSmoothing(weight);
    impl_->schedule();
    Q_EMIT smoothingChanged(weight);
}

double LossPlot::smoothing() const {
    return impl_->smoothing;
}

void LossPlot::setLogScale(bool on) {
    if (impl_->log == on) return;
    impl_->log = on;
    QCPAxis* axis = impl_->plot->yAxis;
    axis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new LogTicker)
                       : QSharedPointer<QCPAxisTicker>(new NumberTicker<QCPAxisTicker>));
    impl_->ownY = false;
    impl_->bar->setLogScale(on);
    impl_->logAction->setChecked(on);
    impl_->schedule();
    Q_EMIT logScaleChanged(on);
}

bool LossPlot::logScale() const {
    return impl_->log;
}

void LossPlot::setOutlierClip(bool on) {
    if (impl_->clip == on) return;
    impl_->clip = on;
    impl_->ownY = false;
    impl_->bar->setOutlierClip(on);
    impl_->clipAction->setChecked(on);
    impl_->schedule();
    Q_EMIT outlierClipChanged(on);
}

bool LossPlot::outlierClip() const {
    return impl_->clip;
}

void LossPlot::setToolsShown(bool shown) {
    impl_->bar->setToolsShown(shown);
}

void LossPlot::resetView() {
    impl_->ownY = false;
    impl_->setFollowing(true);
    impl_->schedule();
}

bool LossPlot::following() const {
    return impl_->following;
}

void LossPlot::zoomX(double from, double to) {
    if (!QCPRange::validRange(from, to)) return;
    impl_->setFollowing(false);
    impl_->plot->xAxis->setRange(from, to);
    impl_->schedule();
}

std::pair<double, double> LossPlot::xRange() const {
    const QCPRange range = impl_->plot->xAxis->range();
    return {range.lower, range.upper};
}

std::pair<double, double> LossPlot::yRange() const {
    const QCPRange range = impl_->plot->yAxis->range();
    return {range.lower, range.upper};
}

void LossPlot::exportPng(const QString& path) const {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !impl_->picture().save(&file, "PNG") || !file.commit())
        throw Error::failure("the chart could not be saved: " + file.errorString().toStdString(), path.toStdString());
}

void LossPlot::exportCsv(const QString& path) const {
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::Text)) {
        file.write("series,x,y\n");
        for (const auto& curve : impl_->curves)
            for (qsizetype i = 0; i < curve->raw.size(); ++i)
                file.write(QString("%1,%2,%3\n")
                               .arg(csvField(curve->series.name))
                               .arg(curve->raw.x(i), 0, 'g', 17)
                               .arg(curve->raw.y(i), 0, 'g', 17)
                               .toUtf8());
        if (file.commit()) return;
    }
    throw Error::failure("the values could not be saved: " + file.errorString().toStdString(), path.toStdString());
}

double LossPlot::replotNow() {
    QElapsedTimer clock;
    clock.start();
    impl_->draw(QCustomPlot::rpImmediateRefresh);
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

bool LossPlot::eventFilter(QObject* watched, QEvent* event) {
    Impl& d = *impl_;
    if (watched != d.plot) return QWidget::eventFilter(watched, event);
    switch (event->type()) {
        case QEvent::Resize:
            d.overlay->resize(d.plot->size());
            d.schedule();
            return false;
        case QEvent::MouseButtonPress: {
            const auto* mouse = static_cast<QMouseEvent*>(event);
            setFocus(Qt::MouseFocusReason);
            d.pressedAt = d.lastAt = mouse->position();
            const bool pans = mouse->button() == Qt::MiddleButton || mouse->modifiers() & Qt::ShiftModifier;
            d.drag = pans ? Impl::Drag::Pan : mouse->button() == Qt::LeftButton ? Impl::Drag::Band : Impl::Drag::None;
            if (d.drag == Impl::Drag::Pan) d.plot->setCursor(Qt::ClosedHandCursor);
            return mouse->button() != Qt::RightButton;
        }
        case QEvent::MouseMove: {
            const QPointF at = static_cast<QMouseEvent*>(event)->position();
            const QPointF moved = at - d.lastAt;
            d.lastAt = at;
            d.hovering = true;
            if (d.drag == Impl::Drag::Pan) d.pan(moved);
            if (d.drag == Impl::Drag::Band) d.overlay->setBand(QRectF(d.pressedAt, at).normalized());
            if (d.drag == Impl::Drag::None)
                d.hover(at);
            else
                d.overlay->clearReadings();
            return true;
        }
        case QEvent::MouseButtonRelease: {
            const auto drag = std::exchange(d.drag, Impl::Drag::None);
            d.plot->unsetCursor();
            d.overlay->setBand({});
            if (drag == Impl::Drag::Band)
                d.zoomToBand(QRectF(d.pressedAt, static_cast<QMouseEvent*>(event)->position()));
            return drag != Impl::Drag::None;
        }
        case QEvent::MouseButtonDblClick:
            resetView();
            return true;
        case QEvent::Leave:
            d.hovering = false;
            d.overlay->clearReadings();
            return false;
        case QEvent::Wheel: {
            auto* wheel = static_cast<QWheelEvent*>(event);
            const QPoint turned = wheel->angleDelta();
            if (wheel->modifiers() & Qt::ShiftModifier)
                d.zoomY(std::pow(kWheelStep, -(turned.y() != 0 ? turned.y() : turned.x()) / 120.0),
                        wheel->position().y());
            else if (std::abs(turned.x()) > std::abs(turned.y()))
                d.pan({turned.x() / 2.0, 0});
            else
                d.zoomX(std::pow(kWheelStep, -turned.y() / 120.0), wheel->position().x());
            wheel->accept();
            return true;
        }
        default:
            return false;
    }
}

void LossPlot::keyPressEvent(QKeyEvent* event) {
    Impl& d = *impl_;
    const QRectF area = d.area();
    const auto pan = [&](double x, double y) { d.pan({x * area.width() * kPanStep, y * area.height() * kPanStep}); };
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return d.zoomX(1 / kKeyStep, area.center().x());
        case Qt::Key_Minus:
            return d.zoomX(kKeyStep, area.center().x());
        case Qt::Key_0:
        case Qt::Key_Home:
            return resetView();
        case Qt::Key_Left:
            return pan(1, 0);
        case Qt::Key_Right:
            return pan(-1, 0);
        case Qt::Key_Up:
            return pan(0, 1);
        case Qt::Key_Down:
            return pan(0, -1);
        default:
            QWidget::keyPressEvent(event);
    }
}

void LossPlot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    impl_->bar->setRoom(width());
}

void LossPlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    impl_->schedule();
}

void LossPlot::contextMenuEvent(QContextMenuEvent* event) {
    impl_->menu->popup(event->globalPos());
}

void LossPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) impl_->retranslate();
    QWidget::changeEvent(event);
}

}  // namespace atelier::widgets
