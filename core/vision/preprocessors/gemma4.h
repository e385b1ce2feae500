#pragma once

#include "common/json.h"
#include "vision/image.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/planes.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace atelier::vision {

/// How Gemma 4 cuts pictures: resized in their own shape to as many squares of pool × pool patches as a budget of
/// tokens allows. Source: transformers, image_processing_gemma4.
struct Gemma4Sizes {
    CommonConfig common;
    std::int64_t patch = 16, pool = 3;
    std::int64_t tokens = 280;  ///< most of a picture: 70, 140, 280, 560 or 1120
    bool merged = false;        ///< a square is one patch (Gemma 4 Unified); else its patches stay apart

    /// `tokens` where the config does not say "max_soft_tokens". `maxPixels`: the recipe's, chooses the budget whose
    /// pixels are nearest to it; 0 keeps the file's. Throws Error (where) naming the key.
    static Gemma4Sizes read(const Json& config, const std::string& where, std::int64_t tokens, bool merged,
                            std::int64_t maxPixels = 0);
    /// Width and height in pixels. Throws Error for a picture that is too long and thin for the budget.
    std::array<int, 2> resized(int width, int height) const;
    /// Side in pixels of a patch as the model takes it.
    std::int64_t side() const { return merged ? patch * pool : patch; }
    /// Patches that a picture is padded to.
    std::int64_t padded() const { return merged ? tokens : tokens * pool * pool; }
    /// Appends the patches of a picture of resized() size, row by row, each as (row, column, channel), and zeros up to
    /// padded().
    void append(const Image& image, const PixelTable& table, std::vector<float>& values) const;
};

}  // namespace atelier::vision
