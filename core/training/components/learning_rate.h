#pragma once

#include "protocol/control.h"
#include "training/component.h"
#include "training/optimizer.h"
#include "training/schedule.h"

#include <utility>

namespace atelier::training {

/// The rate of each step: the schedule's, times a factor that can be changed while the training runs.
class LearningRate : public Component {
public:
    /// Throws Error for details (lr_scheduler_kwargs) that do not fit.
    LearningRate(const TrainOptions& options, std::int64_t totalSteps, const std::vector<Trained>& parameters);

    /// Of the step after `stepsDone`.
    double at(std::int64_t stepsDone) const { return schedule_.at(stepsDone) * factor_; }
    /// False for a change that leads to no rate: nothing is changed.
    bool change(const protocol::RateChange& change);
    /// What stands in place of the recipe's learning_rate.
    double base() const { return factor_ * rate_; }

    std::string name() const override { return "learning_rate"; }
    void afterStep(const StepResult& result) override { last_ = result.rate; }
    void evaluated(const Evaluation& evaluation) override;
    void collect(protocol::MetricRecord& record) override;
    Json state() const override { return {{"schedule", schedule_.state()}, {"rate_factor", factor_}}; }
    void restore(const Json& state, const std::string& where) override;

private:
    double rate_;
    Schedule schedule_;
    std::vector<std::pair<std::string, double>> groups_;  // for the log
    double factor_ = 1, last_ = 0;
};

}  // namespace atelier::training
