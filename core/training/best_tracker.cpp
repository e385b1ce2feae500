#include "training/best_tracker.h"

#include <cmath>

namespace atelier::training {

BestTracker::BestTracker(const TrainSettings& settings)
    : metric_(settings.followedMetric),
      greaterIsBetter_(settings.higherIsBetter),
      patience_(settings.earlyStoppingSteps),
      threshold_(settings.earlyStoppingThreshold) {}

bool BestTracker::update(std::int64_t step, double value, bool due) {
    const bool first = !best_ && std::isfinite(value);
    const bool best = first || (best_ && better(value, best_->value));
    const bool gain = first || (best && std::abs(value - best_->value) > threshold_);
    if (gain)
        worse_ = 0;
    else if (due)
        ++worse_;
    if (best) best_ = {step, value};
    return best;
}

Json BestTracker::state() const {
    Json state{{"metric", metric_}, {"greater_is_better", greaterIsBetter_}, {"worse", worse_}};
    state["step"] = best_ ? Json(best_->step) : Json();
    state["value"] = best_ ? Json(best_->value) : Json();
    return state;
}

void BestTracker::restore(const Json& state, const std::string& where) {
    if (jsonAt<std::string>(state, "metric", where) != metric_ ||
        jsonAt<bool>(state, "greater_is_better", where) != greaterIsBetter_)
        return;
    worse_ = jsonAt<std::int64_t>(state, "worse", where);
    if (!state.at("step").is_null())
        best_ = {jsonAt<std::int64_t>(state, "step", where), jsonAt<double>(state, "value", where)};
}

}  // namespace atelier::training
