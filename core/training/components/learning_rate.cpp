#include "training/components/learning_rate.h"

#include "training/parameter_groups.h"

#include <cmath>

namespace atelier::training {

LearningRate::LearningRate(const TrainOptions& options, std::int64_t totalSteps, const std::vector<Trained>& parameters)
    : rate_(options.learningRate), schedule_(options, totalSteps), groups_(rateGroups(parameters)) {}

bool LearningRate::change(const protocol::RateChange& change) {
    const double factor =
        change.kind == protocol::RateChange::Kind::Factor ? factor_ * change.number : change.number / rate_;
    if (!(factor > 0) || !std::isfinite(factor)) return false;
    factor_ = factor;
    return true;
}

void LearningRate::evaluated(const Evaluation& evaluation) {
    if (evaluation.loss && evaluation.due) schedule_.evaluated(*evaluation.loss);
}

void LearningRate::collect(protocol::MetricRecord& record) {
    if (record.when != protocol::TrainingMetric::When::Logging) return;
    record.set("lr", last_);
    if (factor_ != 1) record.set("rate_factor", factor_);
    for (const auto& [group, factor] : groups_)
        record.set("lr_" + group, last_ * factor);
}

void LearningRate::restore(const Json& state, const std::string& where) {
    schedule_.restore(state.at("schedule"), where);
    factor_ = jsonAt<double>(state, "rate_factor", where);
}

}  // namespace atelier::training
