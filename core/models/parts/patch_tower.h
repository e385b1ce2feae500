#pragma once

#include "common/json.h"
#include "models/parts/encoder.h"
#include "nn/patch_projection.h"
#include "nn/vision_block.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::models {

/// What the vision towers of the Qwen-VL families have in common, as a config says it: patches of pictures of any size
/// over some frames, merge × merge of them a token, with two-dimensional rotary.
struct PatchTower {
    std::int64_t depth = 32, width = 1280, heads = 16, channels = 3, patch = 14, frames = 2, merge = 2;
    double theta = 10000;  ///< base of the rotary

    /// `defaults` with what the section says; `widthKey` names the width. Throws Error (where) for sizes that do not
    /// fit together.
    static PatchTower read(const Json& section, const std::string& where, const PatchTower& defaults,
                           const char* widthKey = "hidden_size");
    std::int64_t headSize() const { return width / heads; }
    /// One fused projection of queries, keys and values, with biases.
    nn::SelfAttentionOptions attention() const;
    /// Registers the projection of patches as "patch_embed.proj".
    nn::PatchProjection addPatches(torch::nn::Module& tower, bool bias) const;
};

/// Patches of each medium.
std::vector<std::int64_t> patchCounts(const MediaList& media);

}  // namespace atelier::models
