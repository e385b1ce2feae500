#pragma once

#include "common/json.h"
#include "vision/image.h"

#include <array>
#include <cstdint>
#include <string>

namespace atelier::vision {

/// The part of a preprocessor_config.json that all families share. Its values are the defaults of transformers' CLIP
/// and Qwen2-VL processors.
struct CommonConfig {
    bool resize = true, rescale = true, normalize = true;
    double rescaleFactor = 1.0 / 255;
    std::array<double, 3> mean{0.48145466, 0.4578275, 0.40821073}, deviation{0.26862954, 0.26130258, 0.27577711};
    Filter filter = Filter::Bicubic;

    /// `defaults` with what the config says. Throws Error (where = the file) naming the key.
    static CommonConfig read(const Json& config, const std::string& where, const CommonConfig& defaults);

    /// Tower input for each channel and 8-bit value: rescaled, then normalized.
    std::array<std::array<float, 256>, 3> table() const;
};

/// How many pixels a picture may have.
struct PixelLimits {
    std::int64_t minimum = 0, maximum = 0;

    /// They stand at the top, or in "size" under either of two pairs of names; the top wins. Throws Error (where = the
    /// file) naming the key.
    static PixelLimits read(const Json& config, const std::string& where, const PixelLimits& defaults);
    /// The recipe's limits in place of the file's; 0 keeps one. Where the recipe gives one alone, the other gives way.
    void replace(std::int64_t minPixels, std::int64_t maxPixels);
};

/// A whole number in [low, high], or `fallback` when the key is missing.
std::int64_t countAt(const Json& object, const std::string& key, const std::string& where, std::int64_t fallback,
                     std::int64_t low = 1, std::int64_t high = 1 << 20);

}  // namespace atelier::vision
