#pragma once

#include "nn/block.h"
#include "nn/clipped_linear.h"
#include "nn/norm.h"

#include <memory>
#include <optional>

namespace atelier::nn {

/// How scores become weights.
struct ScoreOptions {
    double scale = 0;    ///< on q kᵀ; 0: 1 / √head size
    double softCap = 0;  ///< scores are cap · tanh(score / cap) (Gemma 2); 0: as they are
};

/// softmax(scale · q kᵀ) v within each segment, on scaled_dot_product_attention. q [tokens, heads, size]; k, v [tokens,
/// key/value heads, size]: heads must be a multiple (grouped queries). Returns [tokens, heads · size]. `prefix`: keys
/// and values in front of every segment.
torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, const Segments& segments,
                     const AttentionMask& mask, MaskCache& masks, const ScoreOptions& scores = {},
                     const KeyValues& prefix = {});

/// The same against a cache that already holds the keys and values of this pass; causal.
torch::Tensor attendCached(const torch::Tensor& q, const Segments& segments, const Cache& cache, std::int64_t layer,
                           const AttentionMask& mask, MaskCache& masks, const ScoreOptions& scores = {},
                           const KeyValues& prefix = {});

struct SelfAttentionOptions {
    std::int64_t hidden = 0, heads = 0, keyValueHeads = 0, headSize = 0;
    bool inputBias = false, outputBias = false;
    bool fused = false;  ///< one `qkv` instead of q_proj, k_proj, v_proj
    bool gated = false;  ///< q_proj also gives a gate for each head, sigmoid(gate) · result, before hooks (Qwen3-Next)
    std::optional<NormOptions> headNorm;    ///< norms of each head's queries and keys
    std::optional<double> valueNorm;        ///< eps of a norm without a weight of each head's values (Gemma 4)
    bool valuesAreKeys = false;             ///< no v_proj: values are the keys before norm and rotary
    Wrapping wrapping = Wrapping::None;     ///< of its linear layers
    std::optional<std::size_t> rotary = 0;  ///< which of the context's; none: no rotary
    std::int64_t window = 0;                ///< sliding window; 0: all keys
    bool windowInSpans = true;              ///< see AttentionMask
    bool seesSpans = true;                  ///< the context's bidirectional spans; else it is plain causal
    /// The layer of which it takes keys and values, after norm and rotary: it has no k_proj and v_proj of its own.
    std::optional<std::int64_t> keysOf;
    bool givesKeys = false;  ///< later layers take its keys and values
    ScoreOptions scores;
    std::int64_t layer = 0;
    const char *q = "q_proj", *k = "k_proj", *v = "v_proj", *qkv = "qkv", *out = "o_proj", *qNorm = "q_norm",
               *kNorm = "k_norm";  ///< names as in the checkpoint
};

struct SelfAttentionImpl : Mixer {
    explicit SelfAttentionImpl(const SelfAttentionOptions& options);

    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context) override;
    std::vector<std::string> takes() const override;
    std::vector<std::string> gives() const override;

    SelfAttentionOptions options;
    /// Null: not there, by the options.
    Linear qProj{nullptr}, kProj{nullptr}, vProj{nullptr}, qkv{nullptr}, outProj{nullptr};
    Norm qNorm{nullptr}, kNorm{nullptr};
    HookList<AttentionHook> hooks;

private:
    KeyValues prefixOf(torch::Dtype dtype, const ForwardContext& context) const;
};
TORCH_MODULE(SelfAttention);

}  // namespace atelier::nn
