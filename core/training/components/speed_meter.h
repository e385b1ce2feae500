#pragma once

#include "training/component.h"
#include "training/run_clock.h"

namespace atelier::training {

/// Tokens and samples a second since the last log.
class SpeedMeter : public Component {
public:
    explicit SpeedMeter(RunClock& clock) : clock_(clock) {}

    std::string name() const override { return "speed"; }
    void afterStep(const StepResult& result) override {
        tokens_ += result.tokens;
        samples_ += result.samples;
    }
    void collect(protocol::MetricRecord& record) override;
    void logged(const protocol::MetricRecord& record) override;

private:
    RunClock& clock_;
    std::int64_t tokens_ = 0, samples_ = 0;
};

}  // namespace atelier::training
