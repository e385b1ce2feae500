#pragma once

#include "peft/linear_adapter.h"

namespace atelier::peft {

/// y = Wx + b + scale · B A x (Hu et al., 2022), A [rank, in], B [out, rank]. A and B are fp32 leaves; the product runs
/// in x's dtype. Where it is the only hook, one autograd node holds frozen product and update together: it keeps x and
/// A x, and what the update adds goes straight into the base's result and gradient.
class LoraLinear : public LinearUpdate {
public:
    /// plusRatio: LoRA+'s rate of B over that of A.
    LoraLinear(torch::Tensor a, torch::Tensor b, double scale, double dropout, std::optional<double> plusRatio = {});

    torch::Tensor forward(nn::LinearImpl& layer, const torch::Tensor& x, const nn::LinearCall& below,
                          const nn::ForwardContext& context) override;
    std::vector<Parameter> parameters() const override;
    /// W += scale · B A, computed in fp32.
    void mergeInto(nn::LinearImpl& layer) const override;

    torch::Tensor a, b;
    double scale;
    double dropout;  ///< on the update's input, in training only
    std::optional<double> plusRatio;
};

/// A and B as a trainer sees them: with plusRatio, B is in LoRA+'s group.
std::vector<Parameter> lowRankParameters(const torch::Tensor& a, const torch::Tensor& b,
                                         std::optional<double> plusRatio);

/// 0 or 1 / (1 - p) for each element of x, drawn at each call; undefined for p = 0.
torch::Tensor dropoutMask(const torch::Tensor& x, double p);

}  // namespace atelier::peft
