#pragma once

#include "training/objectives/objective.h"

namespace atelier::training {

/// Pairs as their losses see them, fp64 [pairs] each.
struct PairScores {
    torch::Tensor chosen, rejected;  ///< log probability of each answer, less the reference model's where there is one
    torch::Tensor chosenMean;        ///< log probability of the preferred answer, mean over its tokens
};

/// -log sigmoid(x), with a kernel for the meta device.
torch::Tensor surprise(const torch::Tensor& x);

/// A loss of pairs. Rewards are pref_beta times the scores.
struct PairLoss {
    bool means = false;  ///< scores are means over the answers' tokens, else sums
    /// [pairs], before pref_ftx and weights.
    std::function<torch::Tensor(const PairScores& scores, const ObjectiveOptions& options)> loss;
    /// Of the metrics beside pairMetrics(), in the info's order: [pairs] each.
    std::function<std::vector<torch::Tensor>(const PairScores& scores)> figures = {};
};

/// Registers a loss of pairs as an objective.
struct PairLossEntry {
    PairLossEntry(const std::string& name, PairLoss loss);
    Registry<ObjectiveFactory>::Entry entry;
};

}  // namespace atelier::training
