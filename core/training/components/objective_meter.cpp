#include "training/components/objective_meter.h"

#include "common/error.h"

namespace atelier::training {

using When = protocol::TrainingMetric::When;

std::map<std::string, double> meansOf(const Objective& objective, const std::map<std::string, Mean>& sums) {
    std::map<std::string, double> means;
    for (const auto& [name, mean] : sums)
        if (mean.count > 0) means[name] = mean.sum / mean.count;
    objective.complete(means);
    return means;
}

void ObjectiveMeter::afterStep(const StepResult& result) {
    if (!result.applied) return;
    for (const auto& [name, mean] : result.figures)
        sums_[name] += mean;
}

void ObjectiveMeter::collect(protocol::MetricRecord& record) {
    if (record.when != When::Logging) return;
    for (const auto& [name, value] : meansOf(objective_, sums_))
        record.set(name, value);
}

void ObjectiveMeter::logged(const protocol::MetricRecord& record) {
    if (record.when == When::Logging) sums_.clear();
}

Json ObjectiveMeter::state() const {
    if (objective_.info().metrics.empty()) return nullptr;
    Json state = Json::object();
    for (const auto& [name, mean] : sums_)
        state[name] = {mean.sum, mean.count};
    return state;
}

void ObjectiveMeter::restore(const Json& state, const std::string& where) {
    sums_.clear();
    for (const auto& [name, pair] : state.items()) {
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_number())
            throw Error("no sum and count of \"" + name + "\"", where);
        sums_[name] = {pair[0].get<double>(), pair[1].get<double>()};
    }
}

}  // namespace atelier::training
