#pragma once

#include "nn/forward_context.h"

#include <torch/types.h>

#include <functional>

/// Where a PEFT method can change a model. The method owns its parameters and takes part in autograd through them.
/// Several hooks can sit at one place (hook_list.h).
namespace atelier::nn {

struct LinearImpl;
struct EmbeddingImpl;
struct SelfAttentionImpl;

/// What lies below a hook: the layer itself, or the hooks that were attached before.
class LinearCall {
public:
    LinearCall(LinearImpl& layer, const ForwardContext& context, std::size_t below)
        : layer_(layer), context_(context), below_(below) {}
    torch::Tensor operator()(const torch::Tensor& x) const;
    /// Whether it is the layer alone, so that a hook may compute both in one go.
    bool isLayer() const { return below_ == 0; }

private:
    LinearImpl& layer_;
    const ForwardContext& context_;
    std::size_t below_;
};

/// Around a linear layer.
class LinearHook {
public:
    virtual ~LinearHook() = default;
    /// x [tokens, in] -> [tokens, out], in x's dtype.
    virtual torch::Tensor forward(LinearImpl& layer, const torch::Tensor& x, const LinearCall& below,
                                  const ForwardContext& context) = 0;
};

/// Around a lookup of embeddings.
class EmbeddingHook {
public:
    virtual ~EmbeddingHook() = default;
    /// ids int64 [tokens]; `rows` [tokens, width] is what lies below -> [tokens, width].
    virtual torch::Tensor forward(const EmbeddingImpl& table, const torch::Tensor& ids, const torch::Tensor& rows) = 0;
};

struct KeyValues {
    torch::Tensor keys, values;  ///< [tokens, key/value heads, head size]
};

/// In an attention layer.
class AttentionHook {
public:
    virtual ~AttentionHook() = default;
    /// Keys and values in front of every sequence's own, without rotary, which all of its tokens see that have them
    /// within their window. Undefined: none.
    virtual KeyValues prefix(const SelfAttentionImpl& layer, torch::Dtype dtype, const ForwardContext& context) {
        return {};
    }
    /// Changes what goes into the output projection, behind the layer's own gates. q [tokens, heads, head size] after
    /// rotary; mixed [tokens, heads · head size].
    virtual torch::Tensor mixed(SelfAttentionImpl& layer, const torch::Tensor& q, const torch::Tensor& mixed,
                                const ForwardContext& context) {
        return mixed;
    }
};

/// Around a sub-layer of a block (attention or another mixer, or the MLP), inside of the residual connection.
class SublayerHook {
public:
    virtual ~SublayerHook() = default;
    /// x [tokens, hidden], normed -> what the sub-layer gets.
    virtual torch::Tensor before(const torch::Tensor& x, const ForwardContext& context) { return x; }
    /// `input` is what the sub-layer got -> what is added to the residual stream.
    virtual torch::Tensor after(const torch::Tensor& input, const torch::Tensor& output,
                                const ForwardContext& context) {
        return output;
    }
};

/// On the sequence that goes into the language model.
class SequenceHook {
public:
    virtual ~SequenceHook() = default;
    /// Embeddings [n, hidden] in front of every sequence, in `dtype`; undefined: none. Their positions are the first n.
    virtual torch::Tensor tokens(torch::Dtype dtype) { return {}; }
    std::int64_t tokenCount() const { return tokens_; }
    /// Added to the positions of the sequence's own tokens.
    std::int64_t positionOffset() const { return offset_; }

protected:
    SequenceHook(std::int64_t tokens, std::int64_t offset) : tokens_(tokens), offset_(offset) {}

private:
    std::int64_t tokens_, offset_;
};

}  // namespace atelier::nn
