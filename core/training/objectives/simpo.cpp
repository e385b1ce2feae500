// SimPO (Meng et al., 2024, arXiv 2405.14734).
#include "training/objectives/pairs.h"

#include <torch/torch.h>

namespace atelier::training {
namespace {

torch::Tensor simpo(const PairScores& pairs, const ObjectiveOptions& options) {
    return surprise(options.beta * (pairs.chosen - pairs.rejected) - options.simpoGamma);
}

const PairLossEntry entry{"simpo", {.means = true, .loss = simpo}};

}  // namespace
}  // namespace atelier::training
