#pragma once

#include "nn/hook_list.h"
#include "nn/hooks.h"
#include "nn/weight.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <memory>
#include <optional>

namespace atelier::nn {

/// Between which numbers a layer's inputs and outputs are cut, hooks included. Tensors of one number each.
struct LinearBounds {
    torch::Tensor inputMin, inputMax, outputMin, outputMax;
};

struct LinearOptions {
    std::int64_t in = 0, out = 0;
    bool bias = true;
};

/// y = x Wᵀ + b with W [out, in]; x [..., in]. Computes in x's dtype: a parameter kept in fp32 for training is cast at
/// use.
struct LinearImpl : torch::nn::Module {
    explicit LinearImpl(const LinearOptions& options);

    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context = ForwardContext::none());
    /// Without hooks.
    torch::Tensor base(const torch::Tensor& x) const { return matrix_->product(x, bias); }

    Weight& matrix() const { return *matrix_; }
    /// Another way to store W, e.g. quantised. The parameter "weight" is there for a dense one alone.
    void setMatrix(std::shared_ptr<Weight> matrix);

    LinearOptions options;
    torch::Tensor weight, bias;  ///< weight: undefined unless it is dense; bias: undefined without one
    HookList<LinearHook> hooks;
    std::optional<LinearBounds> bounds;  ///< nothing: none (clipped_linear.h)

private:
    std::shared_ptr<Weight> matrix_;
};
TORCH_MODULE(Linear);

/// Row lookup; weight [rows, width].
struct EmbeddingImpl : torch::nn::Module {
    EmbeddingImpl(std::int64_t rows, std::int64_t width);
    /// ids int64 [n] -> [n, width] in `dtype`.
    torch::Tensor forward(const torch::Tensor& ids, torch::Dtype dtype) const;

    torch::Tensor weight;
    HookList<EmbeddingHook> hooks;
};
TORCH_MODULE(Embedding);

}  // namespace atelier::nn
