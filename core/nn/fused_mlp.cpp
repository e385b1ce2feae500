#include "nn/fused_mlp.h"

#include "kernels/kernels.h"

#include <torch/torch.h>

namespace atelier::nn {

FusedMlpImpl::FusedMlpImpl(std::int64_t width, std::int64_t inner, Activation a) : activation(a) {
    gateUpProj = register_module("gate_up_proj", Linear(LinearOptions{width, 2 * inner, false}));
    downProj = register_module("down_proj", Linear(LinearOptions{inner, width, false}));
}

torch::Tensor FusedMlpImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const auto halves = gateUpProj->forward(x, context).chunk(2, -1);
    const auto gated = activation == Activation::Silu ? kernels::swiglu(halves[0].contiguous(), halves[1].contiguous())
                                                      : activate(activation, halves[0]) * halves[1];
    return downProj->forward(gated, context);
}

}  // namespace atelier::nn
