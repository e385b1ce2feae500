#include "nn/mlp.h"

#include "kernels/kernels.h"

#include <torch/torch.h>

namespace atelier::nn {

MlpImpl::MlpImpl(const MlpOptions& o) : activation(o.activation) {
    first = register_module(o.first, Linear(LinearOptions{o.width, o.inner, o.bias}));
    second = register_module(o.second, Linear(LinearOptions{o.inner, o.width, o.bias}));
}

torch::Tensor MlpImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    return second->forward(activate(activation, first->forward(x, context)), context);
}

GatedMlpImpl::GatedMlpImpl(std::int64_t width, std::int64_t inner, Activation a, bool bias, Wrapping wrapping)
    : activation(a) {
    gateProj = addLinear(*this, "gate_proj", {width, inner, bias}, wrapping);
    upProj = addLinear(*this, "up_proj", {width, inner, bias}, wrapping);
    downProj = addLinear(*this, "down_proj", {inner, width, bias}, wrapping);
}

torch::Tensor GatedMlpImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const auto gate = gateProj->forward(x, context), up = upProj->forward(x, context);
    return downProj->forward(
        activation == Activation::Silu ? kernels::swiglu(gate, up) : activate(activation, gate) * up, context);
}

}  // namespace atelier::nn
