#include "training/components/loss_meter.h"

namespace atelier::training {

using When = protocol::TrainingMetric::When;

void LossMeter::afterStep(const StepResult& result) {
    gradNorm_ = result.applied ? std::optional(result.gradNorm) : std::nullopt;
    if (!result.applied) return;
    sinceLog_ += result.loss;
    ++stepsSinceLog_;
    sum_ += result.loss;
    ++steps_;
}

void LossMeter::collect(protocol::MetricRecord& record) {
    if (record.when != When::Logging) return;
    if (stepsSinceLog_ > 0) record.set("loss", sinceLog_ / static_cast<double>(stepsSinceLog_));
    if (gradNorm_) record.set("grad_norm", *gradNorm_);
}

void LossMeter::logged(const protocol::MetricRecord& record) {
    if (record.when != When::Logging) return;
    sinceLog_ = 0;
    stepsSinceLog_ = 0;
}

Json LossMeter::state() const {
    return {{"loss_since_log", sinceLog_},
            {"steps_since_log", stepsSinceLog_},
            {"loss_in_all", sum_},
            {"steps_in_all", steps_}};
}

void LossMeter::restore(const Json& state, const std::string& where) {
    sinceLog_ = jsonAt<double>(state, "loss_since_log", where);
    stepsSinceLog_ = jsonAt<std::int64_t>(state, "steps_since_log", where);
    sum_ = jsonAt<double>(state, "loss_in_all", where);
    steps_ = jsonAt<std::int64_t>(state, "steps_in_all", where);
}

}  // namespace atelier::training
