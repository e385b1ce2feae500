#include "training/best_tracker.h"

#include "common/error.h"
#include "evaluation/metric.h"

#include <cmath>

namespace atelier::training {
namespace {

constexpr std::string_view kPrefix = "eval_";

std::string withPrefix(const std::string& name) {
    return name.starts_with(kPrefix) ? name : std::string(kPrefix) + name;
}

bool greaterIsBetter(const TrainOptions& options) {
    const std::string name = withPrefix(options.bestMetric).substr(kPrefix.size());
    if (name == "loss") return options.greaterIsBetter.value_or(false);
    const auto& metric = evaluation::Metrics::instance().at(name, "metric_for_best_model");
    if (!options.predictWithGenerate)
        throw Error("metric_for_best_model " + name + " judges answers, and none are asked for",
                    "metric_for_best_model", "set predict_with_generate: true, or take eval_loss");
    return options.greaterIsBetter.value_or(metric.higherIsBetter);
}

}  // namespace

BestTracker::BestTracker(const TrainOptions& options)
    : metric_(withPrefix(options.bestMetric)),
      greaterIsBetter_(greaterIsBetter(options)),
      patience_(options.earlyStoppingSteps),
      threshold_(options.earlyStoppingThreshold) {}

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
