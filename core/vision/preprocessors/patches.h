#pragma once

#include "vision/image.h"

#include <array>
#include <vector>

namespace atelier::vision {

/// Sides of the patches that towers of the Qwen-VL families take.
struct PatchSizes {
    int patch = 14;  ///< pixels
    int merge = 2;   ///< patches along a side of what becomes one token
    int frames = 2;  ///< pictures that lie behind one another in a patch
    int block() const { return patch * merge; }
};

/// Appends the patches of up to `frames` pictures of one size, sides being multiples of block(): each patch as
/// (channel, picture, row, column), the last picture again where there are fewer. Patches of one block stand together,
/// since the tower's merger joins neighbours in memory. `table`: what each channel's 8-bit values become.
void appendPatches(const std::vector<Image>& pictures, const PatchSizes& sizes,
                   const std::array<std::array<float, 256>, 3>& table, std::vector<float>& out);

}  // namespace atelier::vision
