#include "training/schedule.h"

#include <cmath>

namespace atelier::training {

Schedule::Schedule(const TrainOptions& options, std::int64_t totalSteps) : rate_(options.learningRate) {
    auto details = Arguments::fromJson(options.optimization.scheduleArguments, "lr_scheduler_kwargs");
    if (options.schedule == "reduce_lr_on_plateau") {
        plateau_.emplace(rate_, details);
        return;
    }
    if (options.schedule != "constant")  // without warm-up, whatever is set: so do the peers
        warmup_ = options.warmupSteps > 0
                      ? options.warmupSteps
                      : static_cast<std::int64_t>(std::ceil(options.warmupRatio * static_cast<double>(totalSteps)));
    shape_ = makeShape(options.schedule, {rate_, warmup_, totalSteps}, details);
}

double Schedule::at(std::int64_t step) const {
    return plateau_ ? plateau_->rate() : rate_ * shape_(step);
}

void Schedule::evaluated(double loss) {
    if (plateau_) plateau_->evaluated(loss);
}

Json Schedule::state() const {
    return plateau_ ? plateau_->state() : Json::object();
}

void Schedule::restore(const Json& state, const std::string& where) {
    if (plateau_) plateau_->restore(state, where);
}

}  // namespace atelier::training
