#include "training/rate_range.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>

namespace atelier::training {
namespace {

constexpr double kMemory = 0.9, kDiverged = 4;

bool lower(const RateRange::Point& a, const RateRange::Point& b) {
    return a.smoothed < b.smoothed;
}

}  // namespace

RateRange::RateRange(const Options& options) : options_(options) {
    if (options.steps < 10) throw Error("a search of the rate needs 10 steps at least", "steps");
    if (!(options.lowest > 0) || !(options.highest > options.lowest) || !std::isfinite(options.highest))
        throw Error("the rates of a search must rise from above 0", "lowest, highest", "e.g. 1e-7 and 1");
}

double RateRange::nextRate() const {
    const double share = static_cast<double>(steps()) / static_cast<double>(options_.steps - 1);
    return options_.lowest * std::pow(options_.highest / options_.lowest, share);
}

void RateRange::add(double loss) {
    Point point{nextRate(), loss, loss};
    if (!std::isfinite(loss)) {
        points_.push_back(point);
        diverged_ = true;
        return;
    }
    if (!points_.empty()) {
        const double memory = steps() < first() ? 1 - 1 / static_cast<double>(steps() + 1) : kMemory;
        point.smoothed = memory * points_.back().smoothed + (1 - memory) * loss;
    }
    points_.push_back(point);
    diverged_ = steps() > first() && isAbove(point.smoothed);
}

std::int64_t RateRange::first() const {
    return std::max<std::int64_t>(5, options_.steps / 10);
}

// The last of the first steps, whose mean is less noise than a loss by itself.
std::vector<RateRange::Point>::const_iterator RateRange::begin() const {
    return steps() < first() ? points_.begin() : points_.begin() + first() - 1;
}

std::vector<RateRange::Point>::const_iterator RateRange::lowest() const {
    const auto finite = diverged_ && !std::isfinite(points_.back().loss) ? points_.end() - 1 : points_.end();
    return begin() < finite ? std::min_element(begin(), finite, lower) : finite;
}

bool RateRange::isAbove(double smoothed) const {
    const double start = begin()->smoothed, least = lowest()->smoothed;
    double squares = 0;
    for (auto at = points_.begin(); at <= begin(); ++at)
        squares += (at->loss - start) * (at->loss - start);
    const double noise = std::sqrt(squares / static_cast<double>(first()));
    return smoothed > kDiverged * least || smoothed > 2 * start - least + std::max(0.1 * start, noise);
}

std::optional<double> RateRange::steepest() const {
    const auto end = lowest();
    std::optional<double> rate;
    double steepest = 0;
    // Over a tenth of the steps: of two alone the noise is as large as the fall.
    const auto width = std::min<std::ptrdiff_t>(std::max<std::int64_t>(2, options_.steps / 10), end - begin());
    for (auto at = begin(); width > 0 && end - at >= width; ++at) {
        const double slope = (at + width)->smoothed - at->smoothed;
        if (slope < steepest) {
            steepest = slope;
            rate = (at + width / 2)->rate;
        }
    }
    return rate;
}

std::optional<double> RateRange::tenthOfLowest() const {
    const auto least = lowest();
    if (least == begin() || least == points_.end()) return std::nullopt;
    return least->rate / 10;
}

}  // namespace atelier::training
