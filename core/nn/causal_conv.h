#pragma once

#include "nn/segments.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

namespace atelier::nn {

struct CausalConvOptions {
    std::int64_t channels = 0, kernel = 0;
    bool bias = false;
};

/// A convolution of each channel by itself over the tokens of a sequence, which sees a token and the `kernel` - 1
/// before it: y[t] = Σ w[i] x[t - kernel + 1 + i] + b, zeros before the first token. Sums in fp32, result in x's dtype.
/// No activation: that is the mixer's. weight [channels, 1, kernel], bias [channels].
struct CausalConvImpl : torch::nn::Module {
    explicit CausalConvImpl(const CausalConvOptions& options);

    /// Packed x [tokens, channels] -> [tokens, channels]. `before`: the last inputs of earlier passes [sequences,
    /// kernel - 1, channels], undefined in a sequence's first pass; replaced by those after this one. Null: no earlier
    /// pass, and none follows.
    torch::Tensor forward(const torch::Tensor& x, const Segments& segments, torch::Tensor* before = nullptr) const;

    CausalConvOptions options;
    torch::Tensor weight, bias;  ///< bias: undefined without one
};
TORCH_MODULE(CausalConv);

}  // namespace atelier::nn
