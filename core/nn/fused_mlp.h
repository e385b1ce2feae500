#pragma once

#include "nn/activation.h"
#include "nn/block.h"
#include "nn/linear.h"

namespace atelier::nn {

/// down(act(gate) · up) with gate and up from one matrix, gate first (GLM-4).
struct FusedMlpImpl : FeedForward {
    FusedMlpImpl(std::int64_t width, std::int64_t inner, Activation activation);
    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context = ForwardContext::none()) override;

    Activation activation;
    Linear gateUpProj{nullptr}, downProj{nullptr};
};
TORCH_MODULE(FusedMlp);

}  // namespace atelier::nn
