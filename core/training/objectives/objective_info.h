#pragma once

#include "common/registry.h"

#include <string>
#include <vector>

namespace atelier::training {

/// What an objective says of itself, without torch: form, checks and reports read it. Registered under the name that
/// the engine's side (objective.h) has too: Registry<ObjectiveInfo>.
struct ObjectiveInfo {
    /// What it learns from.
    enum class Learns {
        Answers,  ///< every answer of a sample
        Pairs,    ///< an answer and one that is worse: TurnDetails::rejected
        Feedback  ///< an answer that was liked or not: TurnDetails::liked
    };
    std::string stage;  ///< value of `stage`; the objectives of one stage are told apart by `pref_loss`
    std::string title;
    std::string summary;  ///< one sentence
    Learns learns = Learns::Answers;
    bool reference = false;  ///< compares with a reference model
    /// A sample's loss depends on those that it is computed with; it is then a distance from the reference too.
    bool couples = false;
    std::vector<std::string> metrics;  ///< that it measures (protocol/training_metrics)
    int order = 100;                   ///< in lists
};

/// Throws Error naming those that there are.
const ObjectiveInfo& objectiveInfo(const std::string& name);
/// Names of the objectives of a stage, in their order.
std::vector<std::string> objectivesOf(const std::string& stage);
/// Values of `stage`, in the order of their objectives.
std::vector<std::string> stageNames();

/// What the objectives of pairs measure.
const std::vector<std::string>& pairMetrics();

}  // namespace atelier::training
