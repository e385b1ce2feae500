#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

namespace atelier::nn {

enum class NormKind {
    LayerNorm,   ///< w · (x - mean) / sqrt(var + eps) + b
    RMSNorm,     ///< w · x / sqrt(mean(x²) + eps) (Zhang and Sennrich, 2019)
    RMSNormOne,  ///< (1 + w) · x / sqrt(mean(x²) + eps), as in Gemma
};

struct NormOptions {
    NormKind kind = NormKind::RMSNorm;
    double eps = 1e-6;
};

/// Normalisation over the last dimension, statistics in fp32, result in x's dtype.
struct NormImpl : torch::nn::Module {
    NormImpl(const NormOptions& options, std::int64_t width);

    torch::Tensor forward(const torch::Tensor& x) const;

    NormOptions options;
    torch::Tensor weight, bias;  ///< bias: LayerNorm only
};
TORCH_MODULE(Norm);

/// x / sqrt(mean(x²) + eps) over the last dimension, without a weight; computed in fp32, result in x's dtype.
torch::Tensor rmsNormed(const torch::Tensor& x, double eps);

}  // namespace atelier::nn
