#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace atelier::training {

/// A learning rate range test (Smith, 2017, arXiv 1506.01186): rates that rise by the same factor from step to step,
/// the loss at each, and what follows from them.
class RateRange {
public:
    struct Options {
        std::int64_t steps = 100;
        double lowest = 1e-7, highest = 1;
    };
    struct Point {
        double rate = 0, loss = 0;
        double smoothed = 0;  ///< running mean of the losses: of all of the first steps, then with a fading memory
    };

    /// Throws Error for fewer than 10 steps or rates in the wrong order.
    explicit RateRange(const Options& options);

    bool ended() const { return diverged_ || steps() == options_.steps; }
    double nextRate() const;
    /// The loss before the step of nextRate(). The mean of the first tenth of the steps, five at least, is where the
    /// loss begins, and their spread is its noise from batch to batch. The test ends at a loss that is not finite, or,
    /// after those steps, when the smoothed loss is more than four times its lowest, or exceeds where it began by more
    /// than it fell and the greater of its noise and a tenth.
    void add(double loss);

    std::int64_t steps() const { return static_cast<std::int64_t>(points_.size()); }
    const std::vector<Point>& points() const { return points_; }
    bool diverged() const { return diverged_; }

    /// The rate at which the smoothed loss fell fastest over log(rate), before its lowest; nothing where it never fell.
    std::optional<double> steepest() const;
    /// A tenth of the rate of the lowest smoothed loss; nothing where it never fell.
    std::optional<double> tenthOfLowest() const;

private:
    std::int64_t first() const;  // steps that tell where the loss begins
    std::vector<Point>::const_iterator begin() const;
    std::vector<Point>::const_iterator lowest() const;
    bool isAbove(double smoothed) const;

    Options options_;
    std::vector<Point> points_;
    bool diverged_ = false;
};

}  // namespace atelier::training
