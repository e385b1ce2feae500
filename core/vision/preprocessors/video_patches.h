#pragma once

#include "vision/preprocessor.h"
#include "vision/preprocessors/patches.h"
#include "vision/video/clip.h"

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace atelier::vision {

inline constexpr double kUsualFps = 24;  ///< of a video that does not say it

/// Frames up to whole patches: the last one again.
void fillPatch(std::vector<std::int64_t>& frames, const PatchSizes& sizes);

/// The patches of a clip's frames, `sizes.frames` of them behind one another in a patch. `sizeFor` says from the width
/// and height of the frames what they are resized to: multiples of sizes.block(). Throws Error for frames of unlike
/// sizes.
PixelValues videoPatches(const VideoClip& clip, const std::vector<std::int64_t>& frames, const PatchSizes& sizes,
                         const std::array<std::array<float, 256>, 3>& table, Filter filter,
                         const std::function<std::array<int, 2>(int width, int height)>& sizeFor);

}  // namespace atelier::vision
