#pragma once

#include "common/json.h"
#include "training/train_settings.h"

#include <cstdint>
#include <optional>
#include <string>

namespace atelier::training {

/// Follows one figure of the evaluations: which was the best, and whether patience is at its end. As transformers'
/// Trainer and its EarlyStoppingCallback count.
class BestTracker {
public:
    explicit BestTracker(const TrainSettings& settings);

    struct Best {
        std::int64_t step = 0;
        double value = 0;
    };

    const std::string& metric() const { return metric_; }  ///< "eval_loss", "eval_cer", ...
    const std::optional<Best>& best() const { return best_; }
    /// True when it is the best so far. `due`: one of the evaluations that the recipe asks for; others cost no
    /// patience.
    bool update(std::int64_t step, double value, bool due);
    /// Whether the run is to end: `early_stopping_steps` evaluations in a row were not better.
    bool exhausted() const { return patience_ && worse_ >= *patience_; }
    std::int64_t worse() const { return worse_; }

    Json state() const;
    /// A state of another metric is passed over: what was best by that one says nothing here.
    void restore(const Json& state, const std::string& where);

private:
    bool better(double value, double than) const { return greaterIsBetter_ ? value > than : value < than; }

    std::string metric_;
    bool greaterIsBetter_;
    std::optional<std::int64_t> patience_;
    double threshold_;
    std::optional<Best> best_;
    std::int64_t worse_ = 0;
};

}  // namespace atelier::training
