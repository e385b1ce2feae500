#pragma once

#include <QPointF>
#include <QVector>

#include <functional>
#include <vector>

namespace atelier::widgets {

struct Extremes {
    double low, high;  ///< low > high: no finite value
    bool any() const { return low <= high; }
};

/// The points of a curve with a pyramid of extremes over them: the range of any stretch in logarithmic time, so that a
/// curve is drawn from as many points as the screen has columns.
class PlotSeries {
public:
    /// A point at or before the last x replaces what came from there on. x that is not finite is left out.
    void append(const QPointF& point);
    void clear();

    qsizetype size() const { return static_cast<qsizetype>(x_.size()); }
    double x(qsizetype i) const { return x_[static_cast<std::size_t>(i)]; }
    double y(qsizetype i) const { return y_[static_cast<std::size_t>(i)]; }
    /// First point at or after `x`; size() when there is none.
    qsizetype lowerBound(double x) const;
    /// Of the finite values of points [from, to).
    Extremes extremes(qsizetype from, qsizetype to) const;
    /// About `most` finite values, evenly taken from points [from, to), in no order.
    std::vector<double> sampled(qsizetype from, qsizetype to, qsizetype most) const;

    /// The polyline of the points within [left, right] and one on either side, at most four a column: entry, extremes,
    /// exit; their middle alone where `flat` says that they are too close together to be told apart. `columns` is the
    /// width of [left, right] in pixels.
    void drawnPoints(double left, double right, int columns, const std::function<bool(const Extremes&)>& flat,
                     QVector<double>& keys, QVector<double>& values) const;

private:
    void truncate(std::size_t count);
    Extremes ofBelow(std::size_t level, std::size_t block) const;

    static constexpr std::size_t kFan = 16;
    std::vector<double> x_, y_;
    std::vector<std::vector<Extremes>> levels_;  // levels_[k][i]: of points [i * kFan^(k+1), (i+1) * kFan^(k+1))
};

/// Mean of a start-corrected exponential window, one value after the other; a gap is skipped.
class ExponentialMean {
public:
    explicit ExponentialMean(double weight = 0) : weight_(weight) {}
    double next(double value);

private:
    double weight_, sum_ = 0, mass_ = 0;
};

}  // namespace atelier::widgets
