#pragma once

#include "peft/linear_adapter.h"

namespace atelier::peft {

/// Weight-decomposed LoRA (Liu et al., 2024, arXiv 2402.09353): y = m / ‖W + sBA‖ · (W + sBA) x + b, with one magnitude
/// and one norm for each output row. The norm counts as a constant in the gradient, as in PEFT. It is found without
/// making W + sBA: ‖W‖² is kept, and the cross terms are products of low rank.
class DoraLinear : public LinearUpdate {
public:
    /// a [rank, in], b [out, rank], magnitude [out]: fp32 leaves.
    DoraLinear(torch::Tensor a, torch::Tensor b, torch::Tensor magnitude, double scale, double dropout,
               std::optional<double> plusRatio = {});

    torch::Tensor forward(nn::LinearImpl& layer, const torch::Tensor& x, const nn::LinearCall& below,
                          const nn::ForwardContext& context) override;
    std::vector<Parameter> parameters() const override;
    void mergeInto(nn::LinearImpl& layer) const override;

    /// ‖W‖ of each row, fp32 [out]: where the magnitude starts.
    static torch::Tensor rowNorms(const nn::Weight& matrix);

private:
    torch::Tensor norms(const nn::LinearImpl& layer);

    torch::Tensor a_, b_, magnitude_;
    double scale_, dropout_;
    std::optional<double> plusRatio_;
    torch::Tensor squares_;  // ‖W‖² of each row
};

}  // namespace atelier::peft
