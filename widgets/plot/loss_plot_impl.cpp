#include "plot/loss_plot_impl.h"

#include "common/error.h"
#include "plot/plot_bar.h"
#include "plot/plot_numbers.h"
#include "plot/plot_overlay.h"
#include "plot/plot_tickers.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QBuffer>
#include <QFileDialog>
#include <QMenu>
#include <QPainter>
#include <QSvgGenerator>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

namespace atelier::widgets {
namespace {

constexpr int kFrame = 33;            // ms between two drawings of growing curves
constexpr double kLine = 1.6;         // px
constexpr double kFaint = 0.75;       // share of a faint curve's colour
constexpr double kPad = 0.06;         // of the y range, above and below
constexpr qsizetype kSamples = 4000;  // for the percentiles of the outlier clip
constexpr double kFlatPixels = 2;     // what lies closer together in a column of pixels is one point
constexpr int kDotsUpTo = 200;
constexpr int kLegend = 28;                                       // px, of saved pictures
constexpr int kMostTicks = 5, kTickWidth = 56, kTickHeight = 24;  // px that a label takes

QColor mixed(const QColor& color, const QColor& back, double share) {
    const auto mix = [share](int a, int b) { return static_cast<int>(std::lround(a * share + b * (1 - share))); };
    return {mix(color.red(), back.red()), mix(color.green(), back.green()), mix(color.blue(), back.blue())};
}

}  // namespace

// No more labels than there is room for.
void LossPlot::Impl::spaceTicks() {
    const QRect room = plot->axisRect()->rect();
    const auto count = [](int pixels, int each) { return std::clamp(pixels / each, 2, kMostTicks); };
    plot->xAxis->ticker()->setTickCount(count(room.width(), kTickWidth));
    for (QCPAxis* axis : {plot->yAxis, plot->yAxis2})
        axis->ticker()->setTickCount(count(room.height(), kTickHeight));
}

void LossPlot::Impl::build() {
    menu = new QMenu(self);
    resetAction = menu->addAction(icon("fit"), {}, self, &LossPlot::resetView);
    menu->addSeparator();
    logAction = menu->addAction({}, self, &LossPlot::setLogScale);
    logAction->setCheckable(true);
    clipAction = menu->addAction({}, self, &LossPlot::setOutlierClip);
    clipAction->setCheckable(true);
    menu->addSeparator();
    pngAction = menu->addAction(icon("image"), {}, self, [this] { exportPicture(); });
    csvAction = menu->addAction(icon("export"), {}, self, [this] { exportValues(); });

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
    QObject::connect(plot, &QCustomPlot::beforeReplot, self, [this] { spaceTicks(); });
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
        c->strong->setPen(c->series.faint ? QPen(mixed(color, back, kFaint), 1, Qt::DashLine, Qt::FlatCap)
                                          : QPen(color, kLine, Qt::SolidLine, Qt::FlatCap));
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
    c.pale->setVisible(c.visible && smooths(c) && !c.series.faint);
    if (!c.visible) return;
    const QCPAxis* axis = c.series.rightAxis ? plot->yAxis2 : plot->yAxis;
    const auto flat = [axis](const Extremes& range) {
        return std::abs(axis->coordToPixel(range.low) - axis->coordToPixel(range.high)) <= kFlatPixels;
    };
    main.drawnPoints(x.lower, x.upper, columns(), flat, keys, values);
    // A crowd of points has no fine line to smooth, and stroking it would cost ten times as much.
    const bool crowded = keys.size() > 2 * columns();
    QPen pen = c.strong->pen();
    pen.setWidthF(crowded || c.series.faint ? 1 : kLine);
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

void LossPlot::Impl::exportPicture() {
    const QString svg = LossPlot::tr("Drawings (*.svg)");
    QString kind;
    QString path = QFileDialog::getSaveFileName(self, LossPlot::tr("Save the chart"), "chart.png",
                                                LossPlot::tr("Pictures (*.png)") + ";;" + svg, &kind);
    if (kind == svg && !path.endsWith(".svg", Qt::CaseInsensitive) && !path.isEmpty())
        path = path.endsWith(".png", Qt::CaseInsensitive) ? path.chopped(4) + ".svg" : path + ".svg";
    save(path, path.endsWith(".svg", Qt::CaseInsensitive) ? &LossPlot::exportSvg : &LossPlot::exportPng);
}

void LossPlot::Impl::exportValues() {
    save(QFileDialog::getSaveFileName(self, LossPlot::tr("Save the values"), "chart.csv",
                                      LossPlot::tr("Tables (*.csv)")),
         &LossPlot::exportCsv);
}

void LossPlot::Impl::save(const QString& path, void (LossPlot::*how)(const QString&) const) {
    if (path.isEmpty()) return;
    try {
        (self->*how)(path);
        Q_EMIT self->exported(path);
    } catch (const Error& error) {
        Q_EMIT self->exportFailed(QString::fromStdString(error.message() + "\n" + error.where()));
    }
}

void LossPlot::Impl::paintLegend(QPainter& painter) const {
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
}

QImage LossPlot::Impl::picture() const {
    constexpr double kScale = 2;
    const QSize size = plot->size();
    QImage image((size + QSize(0, kLegend)) * kScale, QImage::Format_RGB32);
    image.setDevicePixelRatio(kScale);
    image.fill(theme().color(Role::Surface));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLegend(painter);
    QPixmap drawn = plot->toPixmap(size.width(), size.height(), kScale);
    drawn.setDevicePixelRatio(kScale);
    painter.drawPixmap(QPointF(0, kLegend), drawn);
    return image;
}

QByteArray LossPlot::Impl::drawing() const {
    const QSize size = plot->size() + QSize(0, kLegend);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect({0, 0}, size));
    QCPPainter painter;
    painter.begin(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    painter.fillRect(QRect({0, 0}, size), theme().color(Role::Surface));
    paintLegend(painter);
    painter.translate(0, kLegend);
    plot->toPainter(&painter, plot->width(), plot->height());
    painter.end();
    return bytes;
}

}  // namespace atelier::widgets
