#pragma once

#include <torch/types.h>

#include <vector>

namespace atelier::nn {

/// Angles of a rotary position embedding (Su et al., 2021) for one forward pass, shared by all layers.
struct Rotary {
    torch::Tensor cos, sin;  ///< fp32 [tokens, head size], both halves alike

    bool defined() const { return cos.defined(); }
    /// x [tokens, heads, head size]; computed in fp32, returned in x's dtype.
    torch::Tensor apply(const torch::Tensor& x) const;
};

/// Plain rotary: positions int64 [tokens].
Rotary makeRotary(const torch::Tensor& positions, std::int64_t headSize, double theta);

/// Multimodal rotary of Qwen2-VL: positions int64 [3, tokens] (time, height, width); `sections` says how many of the
/// head size / 2 frequencies follow which plane, in chunks. Source: Wang et al., 2024, section 2.1.
Rotary makeMultimodalRotary(const torch::Tensor& positions, std::int64_t headSize, double theta,
                            const std::vector<std::int64_t>& sections);

/// Two-dimensional rotary of vision towers: rows and columns int64 [patches]; a half of the frequencies each.
Rotary makeAxialRotary(const torch::Tensor& rows, const torch::Tensor& columns, std::int64_t headSize, double theta);

}  // namespace atelier::nn
