#include "training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace atelier::training {

Schedule::Schedule(const TrainOptions& options, std::int64_t totalSteps)
    : rate_(options.learningRate), total_(totalSteps) {
    shape_ = options.schedule == "linear"   ? Shape::Linear
             : options.schedule == "cosine" ? Shape::Cosine
                                            : Shape::Constant;
    if (options.schedule == "constant") return;  // without warm-up, whatever is set: so do the peers
    warmup_ = options.warmupSteps > 0
                  ? options.warmupSteps
                  : static_cast<std::int64_t>(std::ceil(options.warmupRatio * static_cast<double>(totalSteps)));
}

double Schedule::at(std::int64_t step) const {
    if (step < warmup_) return rate_ * static_cast<double>(step) / static_cast<double>(warmup_);
    const double progress =
        static_cast<double>(step - warmup_) / static_cast<double>(std::max<std::int64_t>(1, total_ - warmup_));
    switch (shape_) {
        case Shape::Constant:
            return rate_;
        case Shape::Linear:
            return rate_ * std::max(0.0, 1 - progress);
        case Shape::Cosine:
            return rate_ * std::max(0.0, 0.5 * (1 + std::cos(std::numbers::pi * progress)));
    }
    throw std::logic_error("schedule");
}

}  // namespace atelier::training
