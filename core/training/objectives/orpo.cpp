// ORPO (Hong et al., 2024, arXiv 2403.07691).
#include "training/objectives/pairs.h"

#include <torch/torch.h>

namespace atelier::training {
namespace {

// log of p / (1 - p), where p is the mean probability of a token; p of 1 has no odds.
torch::Tensor logOdds(const torch::Tensor& logs) {
    const auto below = logs.clamp_max(-1e-12);
    return below - at::log(-at::expm1(below));
}

torch::Tensor ratioLoss(const PairScores& pairs) {
    return surprise(logOdds(pairs.chosen) - logOdds(pairs.rejected));
}

torch::Tensor orpo(const PairScores& pairs, const ObjectiveOptions& options) {
    return options.beta * ratioLoss(pairs) - pairs.chosenMean;
}

std::vector<torch::Tensor> figures(const PairScores& pairs) {
    return {-pairs.chosenMean, ratioLoss(pairs)};
}

const PairLossEntry entry{"orpo", {.means = true, .loss = orpo, .figures = figures}};

}  // namespace
}  // namespace atelier::training
