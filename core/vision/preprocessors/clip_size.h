#pragma once

#include "vision/preprocessors/patches.h"

#include <array>
#include <cstdint>

namespace atelier::vision {

/// Width and height, multiples of sizes.block(), that every frame of a clip of `count` frames is resized to: the pixels
/// of all frames together have a lower and an upper limit. `what`, for errors: "video" or "image". Source:
/// transformers, smart_resize of models/qwen3_vl/video_processing_qwen3_vl.py and
/// models/glm4v/image_processing_glm4v.py.
std::array<int, 2> clipSize(const char* what, int givenWidth, int givenHeight, std::int64_t count,
                            const PatchSizes& sizes, std::int64_t least, std::int64_t most);

}  // namespace atelier::vision
