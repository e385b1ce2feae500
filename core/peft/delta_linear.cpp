#include "peft/delta_linear.h"

#include "nn/frozen_product.h"
#include "nn/recompute.h"

#include <torch/torch.h>

namespace atelier::peft {

torch::Tensor DeltaLinear::thinned() const {
    auto all = delta();
    if (!training || rowDropout_ == 0) return all;
    auto kept = torch::empty({all.size(0), 1}, all.options().requires_grad(false)).bernoulli_(1 - rowDropout_);
    if (rescaled_) kept = kept / kept.mean().clamp_min(1.0 / static_cast<double>(all.size(0)));
    return all * kept;
}

torch::Tensor DeltaLinear::forward(nn::LinearImpl&, const torch::Tensor& x, const nn::LinearCall& below,
                                   const nn::ForwardContext&) {
    const auto change = nn::recomputed(
        [this, scale = weight](const torch::Tensor& input) {
            return nn::trainedProduct(input, (thinned() * scale).to(input.scalar_type()));
        },
        x);
    return below(x) + change;
}

void DeltaLinear::mergeInto(nn::LinearImpl& layer) const {
    torch::NoGradGuard noGrad;
    layer.matrix().assign(layer.matrix().dense(torch::kFloat32) + delta() * weight);
}

}  // namespace atelier::peft
