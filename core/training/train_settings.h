#pragma once

#include "training/options.h"

#include <cstdint>
#include <string>

namespace atelier::training {

/// The options of a training as its code uses them: what follows from several of them, or from an option that was left
/// out, is worked out here and nowhere else.
struct TrainSettings : TrainOptions {
    /// Throws Error for options that contradict each other and for an unknown metric. Reads no data.
    TrainSettings(const TrainOptions& options);  // NOLINT: options are settings that are not worked out yet

    enum class Evaluate { Never, EverySteps, EveryEpoch };
    Evaluate evaluate = Evaluate::Never;
    std::int64_t evaluateEvery = 0;  ///< steps: eval_steps, else logging_steps
    std::string followedMetric;      ///< what says which evaluation is best: "eval_loss", "eval_cer", ...
    std::string judgedBy;            ///< the same as a metric of answers: "cer"; empty: what the loss pass finds
    bool higherIsBetter = false;     ///< of followedMetric
    bool plateau = false;            ///< the validation loss decides the learning rate

    /// Throws Error where they need validation samples and there are none.
    void check(bool validationSamples) const;
};

}  // namespace atelier::training
