#pragma once

#include "nn/activation.h"
#include "nn/linear.h"

namespace atelier::nn {

/// fc2(act(fc1(x))): the MLP of vision blocks.
struct MlpImpl : torch::nn::Module {
    MlpImpl(std::int64_t width, std::int64_t inner, Activation activation);
    torch::Tensor forward(const torch::Tensor& x);

    Activation activation;
    Linear fc1{nullptr}, fc2{nullptr};
};
TORCH_MODULE(Mlp);

/// down(act(gate(x)) · up(x)): the gated MLP of language models (Shazeer, 2020).
struct GatedMlpImpl : torch::nn::Module {
    GatedMlpImpl(std::int64_t width, std::int64_t inner, Activation activation, bool bias = false);
    torch::Tensor forward(const torch::Tensor& x);

    Activation activation;
    Linear gateProj{nullptr}, upProj{nullptr}, downProj{nullptr};
};
TORCH_MODULE(GatedMlp);

}  // namespace atelier::nn
