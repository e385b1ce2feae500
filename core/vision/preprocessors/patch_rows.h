#pragma once

#include "vision/preprocessors/planes.h"

#include <vector>

namespace atelier::vision {

/// How the numbers of a patch lie.
enum class PatchOrder {
    PixelFirst,    ///< (row, column, channel)
    ChannelFirst,  ///< (channel, row, column)
};

/// A part of a picture.
struct PatchArea {
    int left = 0, top = 0, width = 0, height = 0;
};

/// Appends the patches of `area` row by row, each `patch` pixels a side. Sides must be multiples of it.
void appendPatchRows(const Image& image, const PatchArea& area, int patch, PatchOrder order, const PixelTable& table,
                     std::vector<float>& values);

}  // namespace atelier::vision
