// DPO (Rafailov et al., 2023, arXiv 2305.18290), with the smoothed labels of cDPO (Mitchell, 2023); its hinge (Zhao et
// al., 2023, arXiv 2305.10425); IPO (Azar et al., 2023, arXiv 2310.12036), per token as its authors do; and KTO's loss
// of pairs (Ethayarajh et al., 2024, arXiv 2402.01306).
#include "training/objectives/pairs.h"

#include <torch/torch.h>

namespace atelier::training {
namespace {

torch::Tensor margin(const PairScores& pairs) {
    return pairs.chosen - pairs.rejected;
}

torch::Tensor sigmoid(const PairScores& pairs, const ObjectiveOptions& options) {
    const auto scaled = options.beta * margin(pairs);
    const double wrong = options.labelSmoothing;
    if (wrong == 0) return surprise(scaled);
    return (1 - wrong) * surprise(scaled) + wrong * surprise(-scaled);
}

torch::Tensor hinge(const PairScores& pairs, const ObjectiveOptions& options) {
    return at::relu(1 - options.beta * margin(pairs));
}

torch::Tensor ipo(const PairScores& pairs, const ObjectiveOptions& options) {
    return (margin(pairs) - 1 / (2 * options.beta)).square();
}

// Each half of the batch estimates for the other how far the model has gone from the reference.
torch::Tensor ktoPair(const PairScores& pairs, const ObjectiveOptions& options) {
    const auto distance = [](const torch::Tensor& scores) { return scores.detach().mean().clamp_min(0); };
    return 1 - (at::sigmoid(options.beta * (pairs.chosen - distance(pairs.rejected))) +
                at::sigmoid(options.beta * (distance(pairs.chosen) - pairs.rejected))) /
                   2;
}

const PairLossEntry sigmoidEntry{"sigmoid", {.loss = sigmoid}};
const PairLossEntry hingeEntry{"hinge", {.loss = hinge}};
const PairLossEntry ipoEntry{"ipo", {.means = true, .loss = ipo}};
const PairLossEntry ktoPairEntry{"kto_pair", {.loss = ktoPair}};

}  // namespace
}  // namespace atelier::training
