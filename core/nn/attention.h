#pragma once

#include "nn/linear.h"
#include "nn/norm.h"
#include "nn/rotary.h"

#include <memory>
#include <vector>

namespace atelier::nn {

/// How packed tokens divide into sequences: sequence i is [bounds[i], bounds[i + 1]). No token sees another sequence.
struct Segments {
    std::vector<std::int64_t> bounds{0};

    static Segments ofLengths(const std::vector<std::int64_t>& lengths);
    std::int64_t count() const { return static_cast<std::int64_t>(bounds.size()) - 1; }
    std::int64_t length(std::int64_t i) const {
        return bounds[static_cast<std::size_t>(i) + 1] - bounds[static_cast<std::size_t>(i)];
    }
    std::int64_t total() const { return bounds.back(); }
    std::vector<std::int64_t> lengths() const;
    std::int64_t longest() const;
};

/// Keys and values of earlier tokens, per layer [sequences, capacity, key/value heads, head size]; sequence i holds
/// lengths[i] of them.
class KvCache {
public:
    KvCache(std::int64_t layers, std::int64_t sequences, std::int64_t capacity);

    std::int64_t sequences() const { return static_cast<std::int64_t>(lengths_.size()); }
    std::int64_t length(std::int64_t sequence) const { return lengths_[static_cast<std::size_t>(sequence)]; }
    std::int64_t capacity() const { return capacity_; }
    bool empty() const { return lengths_.empty() || lengths_.front() == 0; }

    /// Puts packed keys and values [tokens, heads, size] of a pass behind what `layer` has. All layers store, then
    /// advance() moves on.
    void store(std::int64_t layer, const Segments& segments, const torch::Tensor& keys, const torch::Tensor& values);
    void advance(const Segments& segments);
    /// {keys, values} of one sequence, `extra` tokens of the running pass included: views [tokens, heads, size].
    std::pair<torch::Tensor, torch::Tensor> view(std::int64_t layer, std::int64_t sequence, std::int64_t extra) const;
    /// {keys, values} of all sequences up to the longest (views [sequences, tokens, heads, size]).
    std::pair<torch::Tensor, torch::Tensor> all(std::int64_t layer, std::int64_t tokens) const;
    /// Keeps these sequences in this order.
    void select(const std::vector<std::int64_t>& sequences);

private:
    std::int64_t capacity_;
    std::vector<torch::Tensor> keys_, values_;
    std::vector<std::int64_t> lengths_;
};

/// softmax(q kᵀ / √size) v within each segment, on scaled_dot_product_attention. q [tokens, heads, size]; k, v [tokens,
/// key/value heads, size]: heads must be a multiple (grouped queries). Returns [tokens, heads · size]. `prefix`: see
/// KeyValuePrefix.
torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, const Segments& segments,
                     bool causal, KeyValuePrefix* prefix = nullptr);

/// The same against a cache that already holds the keys and values of this pass; causal.
torch::Tensor attendCached(const torch::Tensor& q, const Segments& segments, const KvCache& cache, std::int64_t layer,
                           KeyValuePrefix* prefix = nullptr);

/// What the layers of one forward pass share.
struct AttentionContext {
    Segments segments;
    Rotary rotary;  ///< undefined: no rotary
    bool causal = true;
    KvCache* cache = nullptr;  ///< generation only
    bool recompute = false;    ///< layers keep their inputs alone for the gradient
};

struct SelfAttentionOptions {
    std::int64_t hidden = 0, heads = 0, keyValueHeads = 0, headSize = 0;
    bool inputBias = false, outputBias = false;
    bool fused = false;  ///< one `qkv` instead of q_proj, k_proj, v_proj
    const char *q = "q_proj", *k = "k_proj", *v = "v_proj", *qkv = "qkv",
               *out = "o_proj";  ///< names as in the checkpoint
    std::int64_t layer = 0;
};

struct SelfAttentionImpl : torch::nn::Module {
    explicit SelfAttentionImpl(const SelfAttentionOptions& options);

    /// x [tokens, hidden] -> [tokens, hidden]
    torch::Tensor forward(const torch::Tensor& x, const AttentionContext& context);

    SelfAttentionOptions options;
    Linear qProj{nullptr}, kProj{nullptr}, vProj{nullptr}, qkv{nullptr}, outProj{nullptr};
    std::shared_ptr<KeyValuePrefix> prefix;
};
TORCH_MODULE(SelfAttention);

}  // namespace atelier::nn
