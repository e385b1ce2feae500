#pragma once

#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/patches.h"

#include <array>
#include <functional>
#include <memory>
#include <string>

namespace atelier::vision {

/// What families differ in whose pictures become grids of patches.
struct GridRules {
    PixelLimits limits;              ///< where the config says none
    int frames = 2;                  ///< "temporal_patch_size" where the config does not say it
    bool limitsCountFrames = false;  ///< the config's limits count the picture once for each of a patch's frames
    /// Height and width, multiples of the block, that a picture is resized to.
    std::function<std::array<int, 2>(int height, int width, const PatchSizes& sizes, const PixelLimits& limits)> size;
    /// Patches stand row by row, as small pictures [patches, channels, side, side]; else block by block, flattened.
    bool byRows = false;
};

/// Parameters as of makePreprocessor().
std::unique_ptr<Preprocessor> makeGridPreprocessor(const Json& config, const std::string& where, std::int64_t minPixels,
                                                   std::int64_t maxPixels, GridRules rules);

}  // namespace atelier::vision
