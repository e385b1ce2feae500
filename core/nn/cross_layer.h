#pragma once

#include "nn/block.h"
#include "nn/linear.h"
#include "nn/norm.h"
#include "nn/stand_alone.h"

#include <functional>
#include <memory>

namespace atelier::nn {

/// A layer of a decoder whose tokens attend to media (ForwardContext::media) in place of each other, behind gates that
/// start closed (Llama 3.2 Vision). Submodules are named as transformers' Mllama names them.
struct CrossLayerOptions {
    std::int64_t hidden = 0, heads = 0, keyValueHeads = 0, headSize = 0;
    NormOptions norm;
    std::function<std::shared_ptr<FeedForward>()> mlp;
    std::int64_t layer = 0;
};

/// Attention to media, with norms of each head's queries and keys.
struct CrossAttentionImpl : torch::nn::Module {
    explicit CrossAttentionImpl(const CrossLayerOptions& options);

    /// Rows of media [n, hidden] -> their keys and values [n, key/value heads, head size].
    KeyValues project(const torch::Tensor& rows, const ForwardContext& context);
    /// x [tokens, hidden] -> queries [tokens, heads, head size].
    torch::Tensor queries(const torch::Tensor& x, const ForwardContext& context);

    CrossLayerOptions options;
    Linear qProj{nullptr}, kProj{nullptr}, vProj{nullptr}, outProj{nullptr};
    Norm qNorm{nullptr}, kNorm{nullptr};
};
TORCH_MODULE(CrossAttention);

/// As in the reference, a token in front of its sequence's first medium attends to all rows of all its media and skips
/// the MLP. A sequence without media skips the layer. With a cache, keys and values stay in it for the tokens to come.
struct CrossLayerImpl : Block, StandAlone {
    explicit CrossLayerImpl(const CrossLayerOptions& options);

    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context) override;
    std::vector<Sublayer> sublayers() override;
    ForwardContext example(std::int64_t tokens, std::int64_t rows, torch::Dtype dtype,
                           torch::Device device) const override;

    Norm beforeAttention{nullptr}, beforeMlp{nullptr};
    CrossAttention attention{nullptr};
    std::shared_ptr<FeedForward> mlp;
    torch::Tensor attentionGate, mlpGate;  ///< [1]: what is added is weighted with their tanh
    HookList<SublayerHook> attentionHooks, mlpHooks;

private:
    /// What a pass makes of the media: mixed [tokens, heads · head size]; the weights [tokens, 1] of what the
    /// sub-layers add, 0 or 1.
    struct Mixed {
        torch::Tensor mixed, attends, sees;
    };
    Mixed toMedia(const torch::Tensor& q, const ForwardContext& context);
    Mixed toCached(const torch::Tensor& q, const ForwardContext& context) const;
};

}  // namespace atelier::nn
