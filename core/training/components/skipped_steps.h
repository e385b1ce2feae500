#pragma once

#include "training/component.h"
#include "training/loss_scale.h"

namespace atelier::training {

/// Counts steps that changed nothing, says why, and ends the training after too many in a row.
class SkippedSteps : public Component {
public:
    /// `run`: folder of the run, for messages.
    SkippedSteps(const LossScale& lossScale, std::string run, protocol::EventSink events)
        : lossScale_(lossScale), run_(std::move(run)), events_(std::move(events)) {}

    static constexpr int kMostInARow = 5;

    std::string name() const override { return "skipped_steps"; }
    /// Throws Error (Failure) at the kMostInARow-th in a row.
    void afterStep(const StepResult& result) override;
    void collect(protocol::MetricRecord& record) override;
    Json state() const override;
    void restore(const Json& state, const std::string& where) override;

private:
    const LossScale& lossScale_;
    std::string run_;
    protocol::EventSink events_;
    std::int64_t count_ = 0, inARow_ = 0;
};

}  // namespace atelier::training
