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
    mean_ = kMemory * mean_ + (1 - kMemory) * loss;
    point.smoothed = mean_ / (1 - std::pow(kMemory, static_cast<double>(steps() + 1)));
    points_.push_back(point);
    const double first = points_.front().smoothed, least = lowest()->smoothed;
    const bool settled = steps() > options_.steps / 10;
    diverged_ = settled && (point.smoothed > kDiverged * least || point.smoothed > 2 * first - least + 0.1 * first);
}

std::vector<RateRange::Point>::const_iterator RateRange::lowest() const {
    const auto finite = diverged_ && !std::isfinite(points_.back().loss) ? points_.end() - 1 : points_.end();
    return std::min_element(points_.begin(), finite, lower);
}

std::optional<double> RateRange::steepest() const {
    const auto end = lowest();
    std::optional<double> rate;
    double steepest = 0;
    // Over two steps: of one alone the noise is as large as the fall.
    for (auto at = points_.begin(); points_.size() > 2 && end - at >= 2; ++at) {
        const double slope = (at + 2)->smoothed - at->smoothed;
        if (slope < steepest) {
            steepest = slope;
            rate = (at + 1)->rate;
        }
    }
    return rate;
}

std::optional<double> RateRange::tenthOfLowest() const {
    const auto least = lowest();
    if (least == points_.begin() || least == points_.end()) return std::nullopt;
    return least->rate / 10;
}

}  // namespace atelier::training
