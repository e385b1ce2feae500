#pragma once

#include "nn/attention.h"
#include "nn/mlp.h"

namespace atelier::nn {

/// A decoder-only language model without its head: Llama, Qwen2 and relatives differ in these flags.
struct DecoderOptions {
    std::int64_t vocabulary = 0, hidden = 0, inner = 0, layers = 0, heads = 0, keyValueHeads = 0, headSize = 0;
    bool attentionBias = false;  ///< on q, k, v
    bool outputBias = false;     ///< on o
    bool mlpBias = false;
    Activation activation = Activation::Silu;
    double eps = 1e-6;
    double ropeTheta = 10000;
    std::int64_t maxPositions = 0;                 ///< longest text that it was made for; 0: not told
    std::vector<std::int64_t> multimodalSections;  ///< empty: plain rotary
};

struct DecoderLayerImpl : torch::nn::Module {
    DecoderLayerImpl(const DecoderOptions& options, std::int64_t index);
    torch::Tensor forward(const torch::Tensor& x, const AttentionContext& context);

    Norm inputNorm{nullptr}, postAttentionNorm{nullptr};
    SelfAttention attention{nullptr};
    GatedMlp mlp{nullptr};
    std::shared_ptr<OutputAdapter> attentionOutput, mlpOutput;
};
TORCH_MODULE(DecoderLayer);

struct DecoderImpl : torch::nn::Module {
    explicit DecoderImpl(const DecoderOptions& options);

    /// embeddings [tokens, hidden], positions int64 [planes, tokens] -> hidden states after the final norm [tokens,
    /// hidden]. With a cache, the pass's keys and values are added to it.
    torch::Tensor forward(const torch::Tensor& embeddings, const torch::Tensor& positions, const Segments& segments,
                          KvCache* cache);

    DecoderOptions options;
    Embedding embedTokens{nullptr};
    std::vector<DecoderLayer> layers;
    Norm norm{nullptr};
    bool recompute = false;  ///< see AttentionContext
};
TORCH_MODULE(Decoder);

}  // namespace atelier::nn
