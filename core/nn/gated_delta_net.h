#pragma once

#include "nn/activation.h"
#include "nn/block.h"
#include "nn/causal_conv.h"
#include "nn/linear.h"
#include "nn/norm.h"
#include "nn/start_values.h"

namespace atelier::nn {

struct GatedDeltaNetOptions {
    std::int64_t hidden = 0;
    std::int64_t keyHeads = 0, valueHeads = 0;  ///< value heads: a multiple of key heads
    std::int64_t keySize = 0, valueSize = 0;    ///< of a head
    std::int64_t kernel = 4;                    ///< of the convolution
    Activation activation = Activation::Silu;   ///< behind the convolution
    double eps = 1e-6;                          ///< of the norm of each head's result
    std::int64_t layer = 0;

    std::int64_t keys() const { return keyHeads * keySize; }
    std::int64_t values() const { return valueHeads * valueSize; }
};

/// A mixer whose memory is one matrix for each head in place of all keys and values (Gated DeltaNet, Yang et al.,
/// 2024): a causal convolution over queries, keys and values, the gated delta rule, a norm of each head's result times
/// silu of a gate, and an output projection. The cache's states: "conv" and "recurrent". How tokens are projected is a
/// derived class's. Reference: transformers, models/qwen3_5.
struct GatedDeltaMixerImpl : Mixer, StartValues {
    explicit GatedDeltaMixerImpl(const GatedDeltaNetOptions& options);

    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context) override;
    void setStartValues(at::Generator& generator) override;

    GatedDeltaNetOptions options;
    CausalConv conv{nullptr};
    Norm norm{nullptr};
    Linear outProj{nullptr};
    torch::Tensor dtBias, aLog;  ///< "dt_bias" and "A_log" [value heads]: decay = -exp(A_log) · softplus(a + dt_bias)

protected:
    /// What the mixer reads of each token.
    struct Projected {
        torch::Tensor qkv;   ///< [tokens, 2 · keys + values]: queries, keys, values, each head by head
        torch::Tensor gate;  ///< [tokens, values]
        torch::Tensor b, a;  ///< [tokens, value heads]: of the delta rule's rate and decay
    };
    virtual Projected project(const torch::Tensor& x, const ForwardContext& context) = 0;

private:
    torch::Tensor mixed(const Projected& projected, const Segments& segments, Cache* cache) const;
};

/// With a linear layer for each: in_proj_qkv, in_proj_z, in_proj_b, in_proj_a (Qwen3.5).
struct GatedDeltaNetImpl : GatedDeltaMixerImpl {
    explicit GatedDeltaNetImpl(const GatedDeltaNetOptions& options);

    Linear qkvProj{nullptr}, gateProj{nullptr}, bProj{nullptr}, aProj{nullptr};

protected:
    Projected project(const torch::Tensor& x, const ForwardContext& context) override;
};

}  // namespace atelier::nn
