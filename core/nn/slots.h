#pragma once

#include <torch/types.h>

#include <utility>

namespace atelier::nn {

struct LinearImpl;

/// Places where a PEFT method hooks into a block. A block holds at most one of a kind, as a plain pointer that is no
/// submodule: the checkpoint's keys stay those of the base model. The method owns the parameters and takes part in
/// autograd through them.

/// On a linear layer: replaces its product. `base` computes Wx + b of the frozen layer.
class LinearAdapter {
public:
    virtual ~LinearAdapter() = default;
    /// x [tokens, in] -> [tokens, out], in x's dtype.
    virtual torch::Tensor forward(const LinearImpl& base, const torch::Tensor& x) = 0;
};

/// On attention: keys and values put before every sequence's own, without positions, seen by all of its tokens.
class KeyValuePrefix {
public:
    virtual ~KeyValuePrefix() = default;
    /// {keys, values}, each [tokens, key/value heads, head size] in `dtype`.
    virtual std::pair<torch::Tensor, torch::Tensor> keysAndValues(torch::Dtype dtype) = 0;
};

/// On a block's sub-layer (attention or MLP): sees its output before the residual is added.
class OutputAdapter {
public:
    virtual ~OutputAdapter() = default;
    /// input and output [tokens, hidden] of the sub-layer -> what is added to the residual stream.
    virtual torch::Tensor forward(const torch::Tensor& input, const torch::Tensor& output) = 0;
};

}  // namespace atelier::nn
