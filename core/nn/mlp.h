#pragma once

#include "nn/activation.h"
#include "nn/block.h"
#include "nn/clipped_linear.h"
#include "nn/linear.h"

namespace atelier::nn {

/// second(act(first(x))): the MLP of vision blocks. The names are the checkpoint's.
struct MlpOptions {
    std::int64_t width = 0, inner = 0;
    Activation activation = Activation::Gelu;
    bool bias = true;
    const char *first = "fc1", *second = "fc2";
};

struct MlpImpl : FeedForward {
    explicit MlpImpl(const MlpOptions& options);
    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context = ForwardContext::none()) override;

    Activation activation;
    Linear first{nullptr}, second{nullptr};
};
TORCH_MODULE(Mlp);

/// down(act(gate(x)) · up(x)): the gated MLP of language models (Shazeer, 2020).
struct GatedMlpImpl : FeedForward {
    GatedMlpImpl(std::int64_t width, std::int64_t inner, Activation activation, bool bias = false,
                 Wrapping wrapping = Wrapping::None);
    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context = ForwardContext::none()) override;

    Activation activation;
    Linear gateProj{nullptr}, upProj{nullptr}, downProj{nullptr};
};
TORCH_MODULE(GatedMlp);

}  // namespace atelier::nn
