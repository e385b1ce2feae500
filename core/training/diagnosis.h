#pragma once

#include "common/json.h"
#include "protocol/event.h"
#include "training/options.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace atelier::training {

/// Looks at a run's figures as they come and says in words what goes wrong and which key to change. Each finding comes
/// once a run.
class Diagnosis {
public:
    struct Finding {
        std::string code;  ///< "not_finite", "diverging", "exploding", "no_movement", "overfitting", "collapsed"
        std::string text;
        std::map<std::string, double> figures;  ///< what the text names
    };

    Diagnosis(const TrainOptions& options, std::int64_t totalSteps) : options_(options), totalSteps_(totalSteps) {}

    /// After each step that had something to learn; not finite where the step was skipped. `step` counts from 1.
    std::optional<Finding> step(std::int64_t step, double loss, double gradNorm);
    std::optional<Finding> evaluated(double evalLoss);
    /// Answers that are all alike although the right ones are not.
    std::optional<Finding> answered(const std::vector<protocol::SampleAnswer>& answers);

    Json state() const;
    void restore(const Json& state, const std::string& where);

    static constexpr std::int64_t kWindow = 20;      ///< steps whose mean is the loss as it is now
    static constexpr double kDivergence = 1.5;       ///< the loss against its best mean, and
    static constexpr double kDivergenceLeast = 0.5;  ///< at least so much above it
    static constexpr double kExplosion = 20;         ///< a gradient against the median of the last kWindow
    static constexpr std::int64_t kExplosions = 3;   ///< so many within kWindow steps
    static constexpr std::int64_t kLookForMovement = 100;
    static constexpr double kMovement = 0.01;  ///< share of the first mean that the loss must fall by
    static constexpr std::int64_t kRises = 3;  ///< evaluations in a row above the best one
    static constexpr double kRise = 1.05;      ///< the last of them against the best one

private:
    std::optional<Finding> once(const std::string& code, const std::string& text,
                                std::map<std::string, double> figures);

    TrainOptions options_;
    std::int64_t totalSteps_;
    std::set<std::string> said_;
    std::deque<double> losses_, norms_;
    std::deque<std::int64_t> explosions_;  // steps
    std::optional<double> firstMean_, bestMean_, meanAtBestEvaluation_, bestEvaluation_;
    std::int64_t rises_ = 0, counted_ = 0;
};

}  // namespace atelier::training
