#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

namespace atelier::nn {

/// Normalisation over the last dimension, statistics in fp32, result in x's dtype.
/// RMSNorm: w · x / sqrt(mean(x²) + eps) (Zhang and Sennrich, 2019). LayerNorm: w · (x - mean) / sqrt(var + eps) + b.
struct NormImpl : torch::nn::Module {
    enum class Kind { LayerNorm, RMSNorm };
    NormImpl(Kind kind, std::int64_t width, double eps);

    torch::Tensor forward(const torch::Tensor& x) const;

    Kind kind;
    double eps;
    torch::Tensor weight, bias;  // bias: LayerNorm only
};
TORCH_MODULE(Norm);

}  // namespace atelier::nn
