#pragma once

#include "loss_plot.h"
#include "plot/plot_series.h"

#include <QTimer>
#include <qcustomplot.h>

#include <algorithm>
#include <memory>
#include <vector>

class QMenu;

namespace atelier::widgets {

class PlotBar;
class PlotOverlay;

/// What LossPlot keeps from those who include it: QCustomPlot, the curves, and how they are drawn and moved about.
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

    void spaceTicks();
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
    void exportPicture();
    void exportValues();
    void save(const QString& path, void (LossPlot::*how)(const QString&) const);
    void paintLegend(QPainter& painter) const;
    QImage picture() const;
    QByteArray drawing() const;  ///< SVG
};

}  // namespace atelier::widgets
