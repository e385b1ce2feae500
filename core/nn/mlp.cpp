#include "nn/mlp.h"

#include "kernels/kernels.h"

#include <torch/torch.h>

namespace atelier::nn {

MlpImpl::MlpImpl(std::int64_t width, std::int64_t inner, Activation a) : activation(a) {
    fc1 = register_module("fc1", Linear(LinearOptions{width, inner}));
    fc2 = register_module("fc2", Linear(LinearOptions{inner, width}));
}

torch::Tensor MlpImpl::forward(const torch::Tensor& x) {
    return fc2->forward(activate(activation, fc1->forward(x)));
}

GatedMlpImpl::GatedMlpImpl(std::int64_t width, std::int64_t inner, Activation a, bool bias) : activation(a) {
    gateProj = register_module("gate_proj", Linear(LinearOptions{width, inner, bias}));
    upProj = register_module("up_proj", Linear(LinearOptions{width, inner, bias}));
    downProj = register_module("down_proj", Linear(LinearOptions{inner, width, bias}));
}

torch::Tensor GatedMlpImpl::forward(const torch::Tensor& x) {
    const auto gate = gateProj->forward(x), up = upProj->forward(x);
    return downProj->forward(activation == Activation::Silu ? kernels::swiglu(gate, up)
                                                            : activate(activation, gate) * up);
}

}  // namespace atelier::nn
