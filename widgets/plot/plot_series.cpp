#include "plot/plot_series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atelier::widgets {
namespace {

constexpr Extremes kNone{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};

void include(Extremes& range, double value) {
    if (!std::isfinite(value)) return;
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
}

void include(Extremes& range, const Extremes& other) {
    range.low = std::min(range.low, other.low);
    range.high = std::max(range.high, other.high);
}

}  // namespace

void PlotSeries::append(const QPointF& point) {
    if (!std::isfinite(point.x())) return;
    if (!x_.empty() && point.x() <= x_.back()) truncate(static_cast<std::size_t>(lowerBound(point.x())));
    x_.push_back(point.x());
    y_.push_back(point.y());
    std::size_t below = x_.size();
    for (std::size_t level = 0; below > 1; ++level) {
        below = (below + kFan - 1) / kFan;
        if (level == levels_.size()) levels_.emplace_back();
        auto& blocks = levels_[level];
        if (blocks.size() < below)
            blocks.push_back(ofBelow(level, below - 1));
        else
            include(blocks.back(), point.y());
    }
}

Extremes PlotSeries::ofBelow(std::size_t level, std::size_t block) const {
    Extremes range = kNone;
    const std::size_t size = level == 0 ? y_.size() : levels_[level - 1].size();
    for (std::size_t i = block * kFan; i < std::min(size, (block + 1) * kFan); ++i)
        if (level == 0)
            include(range, y_[i]);
        else
            include(range, levels_[level - 1][i]);
    return range;
}

void PlotSeries::truncate(std::size_t count) {
    x_.resize(count);
    y_.resize(count);
    std::size_t level = 0;
    for (std::size_t below = count; below > 1; ++level) {
        below = (below + kFan - 1) / kFan;
        levels_[level].resize(below);
        levels_[level].back() = ofBelow(level, below - 1);  // it may have held points that are gone
    }
    levels_.resize(level);
}

void PlotSeries::clear() {
    x_.clear();
    y_.clear();
    levels_.clear();
}

qsizetype PlotSeries::lowerBound(double x) const {
    return std::lower_bound(x_.begin(), x_.end(), x) - x_.begin();
}

Extremes PlotSeries::extremes(qsizetype from, qsizetype to) const {
    Extremes range = kNone;
    auto begin = static_cast<std::size_t>(std::max<qsizetype>(0, from));
    auto end = static_cast<std::size_t>(std::clamp<qsizetype>(to, 0, size()));
    if (begin >= end) return range;
    // Ragged ends at this level, whole blocks at the next.
    const auto take = [&](std::size_t level, std::size_t i) {
        if (level == 0)
            include(range, y_[i]);
        else
            include(range, levels_[level - 1][i]);
    };
    for (std::size_t level = 0;; ++level) {
        if (level == levels_.size() || end - begin < 2 * kFan) {
            for (; begin < end; ++begin)
                take(level, begin);
            return range;
        }
        for (; begin % kFan != 0; ++begin)
            take(level, begin);
        for (; end % kFan != 0; --end)
            take(level, end - 1);
        begin /= kFan;
        end /= kFan;
        if (begin >= end) return range;
    }
}

std::vector<double> PlotSeries::sampled(qsizetype from, qsizetype to, qsizetype most) const {
    from = std::max<qsizetype>(0, from);
    to = std::min(to, size());
    std::vector<double> values;
    const qsizetype stride = std::max<qsizetype>(1, (to - from) / std::max<qsizetype>(1, most));
    for (qsizetype i = from; i < to; i += stride)
        if (std::isfinite(y(i))) values.push_back(y(i));
    return values;
}

void PlotSeries::drawnPoints(double left, double right, int columns, const std::function<bool(const Extremes&)>& flat,
                             QVector<double>& keys, QVector<double>& values) const {
    keys.clear();
    values.clear();
    const qsizetype from = std::max<qsizetype>(0, lowerBound(left) - 1);
    const qsizetype to = std::min(size(), lowerBound(right) + 2);
    const auto add = [&](double key, double value) {
        keys << key;
        values << value;
    };
    const double width = (right - left) / columns;
    for (qsizetype i = from; i < to;) {
        const double column = std::floor((x(i) - left) / width);
        const qsizetype next = std::clamp(lowerBound(left + (column + 1) * width), i + 1, to);
        if (next - i == 1) {
            add(x(i), y(i));
            ++i;
            continue;
        }
        const Extremes range = extremes(i, next);
        const double middle = left + (column + 0.5) * width;
        if (range.any() && flat(range)) {
            // The curve ends where its last point is.
            add(next == size() ? x(next - 1) : middle, (range.low + range.high) / 2);
        } else if (next - i <= 4) {
            for (qsizetype k = i; k < next; ++k)
                add(x(k), y(k));
        } else {
            add(x(i), y(i));
            if (range.any()) {
                // The turn that crosses the column only once.
                const bool falling = y(next - 1) < y(i);
                add(middle, falling ? range.high : range.low);
                add(middle, falling ? range.low : range.high);
            }
            add(x(next - 1), y(next - 1));
        }
        i = next;
    }
}

double ExponentialMean::next(double value) {
    if (!std::isfinite(value)) return value;
    sum_ = weight_ * sum_ + (1 - weight_) * value;
    mass_ = weight_ * mass_ + (1 - weight_);
    return sum_ / mass_;
}

}  // namespace atelier::widgets
