#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace atelier::nn {

/// Angles of a rotary position embedding (Su et al., 2021) for one forward pass, shared by all layers.
struct Rotary {
    torch::Tensor cos, sin;  ///< fp32 [tokens, turned width], both halves alike
    bool pairs = false;  ///< neighbouring numbers turn together (GLM), else a number and its place in the other half
    std::int64_t parts = 1;  ///< of a head, each turned by itself with its own part of cos and sin

    bool defined() const { return cos.defined(); }
    /// x [tokens, heads, head size], of which the first columns are turned where cos is narrower; computed in fp32,
    /// returned in x's dtype.
    torch::Tensor apply(const torch::Tensor& x) const;
};

/// How frequencies are stretched for longer texts than the model was first trained on; transformers'
/// modeling_rope_utils.
struct RotaryScaling {
    enum class Kind { None, Linear, Llama3, Yarn } kind = Kind::None;
    double factor = 1;
    double lowFrequency = 1, highFrequency = 4;  ///< Llama3
    double betaFast = 32, betaSlow = 1;          ///< Yarn
    double attentionFactor = 0;                  ///< Yarn: on cos and sin; 0: 0.1 ln(factor) + 1
    double originalPositions = 0;                ///< Llama3 and Yarn
};

struct RotaryOptions {
    std::int64_t headSize = 0;
    double theta = 10000;
    double share = 1;  ///< of the head that is turned
    /// The turned share is that of the frequencies of a whole head, and the slow rest stands still (Gemma 4); else
    /// the first numbers of a head are turned with frequencies of their own.
    bool proportional = false;
    /// Multimodal rotary: how many of the frequencies follow which plane of positions (time, height, width); empty:
    /// plain.
    std::vector<std::int64_t> sections;
    bool interleaved = false;  ///< sections alternate frequency by frequency (Qwen3-VL), else chunks (Qwen2-VL)
    bool pairs = false;        ///< as Rotary::pairs
    RotaryScaling scaling;

    std::int64_t turned() const {
        return proportional ? headSize : static_cast<std::int64_t>(static_cast<double>(headSize) * share);
    }
};

/// positions int64 [planes, tokens]; plain rotary reads the first plane. Multimodal: Wang et al., 2024, section 2.1.
Rotary makeRotary(const torch::Tensor& positions, const RotaryOptions& options);

/// Two-dimensional rotary of vision encoders: rows and columns int64 [patches]; a half of the frequencies each.
Rotary makeAxialRotary(const torch::Tensor& rows, const torch::Tensor& columns, std::int64_t headSize, double theta);
/// The same where each half of a head follows one axis alone: `first` the first half (Gemma 4).
Rotary makeSplitAxialRotary(const torch::Tensor& first, const torch::Tensor& second, std::int64_t headSize,
                            double theta);

}  // namespace atelier::nn
