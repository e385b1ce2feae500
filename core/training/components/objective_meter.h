#pragma once

#include "training/component.h"
#include "training/objectives/objective.h"

namespace atelier::training {

/// The means of the objective's figures since the last log.
class ObjectiveMeter : public Component {
public:
    explicit ObjectiveMeter(const Objective& objective) : objective_(objective) {}

    std::string name() const override { return "objective"; }
    void afterStep(const StepResult& result) override;
    void collect(protocol::MetricRecord& record) override;
    void logged(const protocol::MetricRecord& record) override;
    Json state() const override;
    void restore(const Json& state, const std::string& where) override;

private:
    const Objective& objective_;
    std::map<std::string, Mean> sums_;
};

/// Those of the objective's figures that have a value, as means; `sums` by name.
std::map<std::string, double> meansOf(const Objective& objective, const std::map<std::string, Mean>& sums);

}  // namespace atelier::training
