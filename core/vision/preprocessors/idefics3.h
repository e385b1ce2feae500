#pragma once

#include "vision/preprocessors/config.h"

#include <array>
#include <string>

namespace atelier::vision {

/// What Idefics3's and SmolVLM's processors of pictures and videos share: "size" first, then squares of
/// "max_image_size".
struct Idefics3Sizes {
    CommonConfig common;
    int longest = 4 * 364;  ///< of the first resizing; 0: to width and height
    int width = 0, height = 0;
    int square = 364;  ///< side of a tile

    static Idefics3Sizes read(const Json& config, const std::string& where);
    /// Width and height after the first resizing.
    std::array<int, 2> first(int width, int height) const;
};

}  // namespace atelier::vision
