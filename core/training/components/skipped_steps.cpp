#include "training/components/skipped_steps.h"

#include "common/error.h"

namespace atelier::training {

using Level = protocol::Message::Level;

void SkippedSteps::afterStep(const StepResult& result) {
    const std::string step = std::to_string(result.step);
    if (result.overflow) {
        events_(protocol::Message{
            Level::Info, "step " + step + " skipped: a gradient in 16 bits overflowed; the loss is multiplied by " +
                             std::to_string(static_cast<std::int64_t>(lossScale_.value())) + " from here on"});
        return;
    }
    if (result.applied) {
        inARow_ = 0;
        return;
    }
    ++count_;
    const std::string cause = result.count == 0 ? "nothing to learn in it" : "loss or gradient is not a finite number";
    events_(protocol::Message{Level::Warning,
                              "step " + step + " skipped: " + cause + " (" + std::to_string(count_) + " so far)"});
    if (++inARow_ >= kMostInARow)
        throw Error::failure(
            "stopped at step " + step + ": " + std::to_string(inARow_) + " steps in a row skipped, " + cause, run_,
            "lower learning_rate or max_grad_norm, then start again; earlier checkpoints are kept");
}

void SkippedSteps::collect(protocol::MetricRecord& record) {
    if (record.when != protocol::TrainingMetric::When::Logging) return;
    if (const auto all = count_ + lossScale_.overflows(); all > 0)
        record.set("skipped_steps", static_cast<double>(all));
}

Json SkippedSteps::state() const {
    return {{"skipped_steps", count_}, {"skipped_steps_in_a_row", inARow_}};
}

void SkippedSteps::restore(const Json& state, const std::string& where) {
    count_ = jsonAt<std::int64_t>(state, "skipped_steps", where);
    inARow_ = jsonAt<std::int64_t>(state, "skipped_steps_in_a_row", where);
}

}  // namespace atelier::training
