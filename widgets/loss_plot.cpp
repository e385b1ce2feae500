#include "loss_plot.h"

#include "common/error.h"
#include "plot/loss_plot_impl.h"
#include "plot/plot_bar.h"
#include "plot/plot_overlay.h"
#include "plot/plot_tickers.h"

#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QSaveFile>
#include <QWheelEvent>

#include <cmath>
#include <utility>

namespace atelier::widgets {
namespace {

constexpr double kWheelStep = 1.2, kKeyStep = 1.4, kPanStep = 0.1;
constexpr double kMostSmoothing = 0.99;

QString csvField(const QString& text) {
    return '"' + QString(text).replace('"', "\"\"") + '"';
}

}  // namespace

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

void LossPlot::removeSeriesFrom(int series) {
    if (series >= seriesCount()) return;
    for (auto i = static_cast<std::size_t>(series); i < impl_->curves.size(); ++i)
        for (QCPGraph* graph : {impl_->curves[i]->pale, impl_->curves[i]->strong})
            impl_->plot->removeGraph(graph);
    impl_->curves.resize(static_cast<std::size_t>(series));
    impl_->updateChips();
    resetView();
}

int LossPlot::seriesCount() const {
    return static_cast<int>(impl_->curves.size());
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

// Held in memory first: half a drawing must not replace a whole one.
void LossPlot::exportSvg(const QString& path) const {
    QSaveFile file(path);
    const QByteArray drawing = impl_->drawing();
    if (!file.open(QIODevice::WriteOnly) || file.write(drawing) != drawing.size() || !file.commit())
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
