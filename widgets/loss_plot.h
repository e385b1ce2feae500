#pragma once

#include <QPointF>
#include <QVector>
#include <QWidget>

#include <memory>
#include <utility>

namespace atelier::widgets {

/// Curves over steps, alive while they grow: smoothing, log scale, outlier clip, zoom (wheel, drawn rectangle), pan,
/// values under the pointer, export. A million points are drawn as fast as a thousand: each pixel column gets the
/// extremes of the points in it.
class LossPlot : public QWidget {
    Q_OBJECT

public:
    struct Series {
        QString name;
        int color = 0;  ///< counts through Theme::series()
        bool rightAxis = false;
        bool smoothed = true;  ///< false: smoothing leaves it alone, as it should with a few validation losses
        bool dots = false;     ///< marks each point, while there are few
        bool faint = false;    ///< dashed and thin: for comparison only
    };

    explicit LossPlot(QWidget* parent = nullptr);
    ~LossPlot() override;

    /// Returns the number by which the others name it.
    int addSeries(const Series& series);
    void setSeriesName(int series, const QString& name);
    void setSeriesVisible(int series, bool visible);
    bool seriesVisible(int series) const;
    /// x ascends. A point at or before the last one replaces what came from there on: a run that went back to a
    /// checkpoint. Points with a y that is not finite are gaps. Drawn soon, many calls at once.
    void append(int series, const QVector<QPointF>& points);
    void append(int series, double x, double y);
    void setSeries(int series, const QVector<QPointF>& points);
    qsizetype pointCount(int series) const;
    /// All points; series stay.
    void clear();
    /// This one and those after it.
    void removeSeriesFrom(int series);
    void removeAllSeries() { removeSeriesFrom(0); }
    int seriesCount() const;

    void setXLabel(const QString& label);
    void setYLabel(const QString& label);
    /// Shown while there are no points.
    void setEmptyText(const QString& text);
    /// Weight of the past, 0 (as it is) to 0.99; mean of a start-corrected exponential window.
    void setSmoothing(double weight);
    double smoothing() const;
    void setLogScale(bool on);
    bool logScale() const;
    /// The y range leaves out the outermost 1 % of the values on either side.
    void setOutlierClip(bool on);
    bool outlierClip() const;
    /// The line of tools below the legend; for small plots false. Everything stays reachable by the context menu.
    void setToolsShown(bool shown);

    /// Shows everything, and goes on doing so as points come.
    void resetView();
    bool following() const;
    void zoomX(double from, double to);
    std::pair<double, double> xRange() const;
    std::pair<double, double> yRange() const;

    /// All throw Error::failure naming the file. PNG as on the screen, at twice its pixels; SVG the same in lines and
    /// letters; CSV: series, x, y as given.
    void exportPng(const QString& path) const;
    void exportSvg(const QString& path) const;
    void exportCsv(const QString& path) const;
    /// Draws at once; returns the milliseconds it took. For measurements.
    double replotNow();

    QSize sizeHint() const override { return {640, 320}; }
    QSize minimumSizeHint() const override { return {220, 140}; }

Q_SIGNALS:
    void smoothingChanged(double weight);
    void logScaleChanged(bool on);
    void outlierClipChanged(bool on);
    /// False: the user looks at a part.
    void followingChanged(bool following);
    void exported(const QString& path);
    void exportFailed(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atelier::widgets
