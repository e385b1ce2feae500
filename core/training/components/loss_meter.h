#pragma once

#include "training/component.h"

namespace atelier::training {

/// The mean loss since the last log and of the whole run, and the norm of the newest gradient.
class LossMeter : public Component {
public:
    std::string name() const override { return "losses"; }
    void afterStep(const StepResult& result) override;
    void collect(protocol::MetricRecord& record) override;
    void logged(const protocol::MetricRecord& record) override;
    Json state() const override;
    void restore(const Json& state, const std::string& where) override;

    double mean() const { return steps_ > 0 ? sum_ / static_cast<double>(steps_) : 0; }  ///< of all steps

private:
    double sum_ = 0, sinceLog_ = 0;
    std::int64_t steps_ = 0, stepsSinceLog_ = 0;
    std::optional<double> gradNorm_;
};

}  // namespace atelier::training
