#pragma once

#include "nn/slots.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <memory>

namespace atelier::nn {

struct LinearOptions {
    std::int64_t in = 0, out = 0;
    bool bias = true;
};

/// y = x Wᵀ + b with W [out, in]; x [..., in]. Computes in x's dtype: a parameter kept in fp32 for training is cast at
/// use.
struct LinearImpl : torch::nn::Module {
    explicit LinearImpl(const LinearOptions& options);

    torch::Tensor forward(const torch::Tensor& x);
    /// Without the adapter.
    torch::Tensor base(const torch::Tensor& x) const;

    LinearOptions options;
    torch::Tensor weight, bias;  // bias undefined without one
    std::shared_ptr<LinearAdapter> adapter;
};
TORCH_MODULE(Linear);

/// Row lookup; weight [rows, width].
struct EmbeddingImpl : torch::nn::Module {
    EmbeddingImpl(std::int64_t rows, std::int64_t width);
    /// ids int64 [n] -> [n, width] in `dtype`.
    torch::Tensor forward(const torch::Tensor& ids, torch::Dtype dtype) const;

    torch::Tensor weight;
};
TORCH_MODULE(Embedding);

}  // namespace atelier::nn
