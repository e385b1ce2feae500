#pragma once

#include "training/component.h"
#include "training/optimizer.h"

#include <vector>

namespace atelier::training {

/// Looks once, after the first steps, whether all that is trained learns: each tensor must have had a finite gradient
/// that is not zero, and must have changed. Names those that did not, as a warning. Several steps are watched, since
/// some tensors have no gradient in the first one: LoRA's A while B is zero.
class LearningCheck : public Component {
public:
    static constexpr std::int64_t kSteps = 4;

    LearningCheck(std::vector<Trained> parameters, std::int64_t totalSteps, protocol::EventSink events);

    std::string name() const override { return "learning_check"; }
    void start() override;
    void afterBackward(const BackwardInfo& info) override;
    /// Waits for the device once, in the step of the verdict.
    void afterStep(const StepResult& result) override;
    Json state() const override { return {{"done", done_}}; }
    void restore(const Json& state, const std::string&) override { done_ = state.value("done", true); }

private:
    void judge();
    void tell(const std::string& code, const std::vector<std::string>& names, const std::string& what,
              const std::string& advice) const;

    std::vector<Trained> parameters_;
    std::int64_t lastStep_;
    protocol::EventSink events_;
    bool done_ = false;
    std::int64_t watched_ = 0, applied_ = 0;
    double greatestRate_ = 0;
    torch::Tensor before_;  // int64 [parameters]: their fingerprints at the start
    torch::Tensor greatest_,
        broken_;  // fp32, bool [parameters]: largest finite gradient; whether one was not finite
};

}  // namespace atelier::training
