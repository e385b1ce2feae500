#pragma once

#include "common/geometry.h"
#include "data/sample.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace atelier::data {

/// Masks in run lengths: pixels column by column from the top left, the first run is background, runs alternate.
/// Source: COCO's masks (Lin et al., Microsoft COCO, 2014).

/// Packs runs as COCO does: each run but the first three as its difference to the last one of its kind, in groups of
/// five bits from the lowest, in the characters from '0'. Throws Error when the runs do not fill width x height.
Mask packMask(const std::vector<std::int64_t>& runs, int width, int height);
/// The runs of a mask. Throws Error for text that is no packed mask, and when the runs do not fill width x height.
std::vector<std::int64_t> unpackMask(const Mask& mask);

/// Smallest box around the mask's pixels; none where it has no pixel. Throws Error as unpackMask().
std::optional<Box> boundsOf(const Mask& mask);
/// How many pixels it has. Throws Error as unpackMask().
std::int64_t pixelsOf(const Mask& mask);

/// The mask's pixels as bytes 0 and 1, row by row. Throws Error as unpackMask().
std::vector<std::uint8_t> pixelMapOf(const Mask& mask);
/// The mask of a map of bytes, row by row: what is not 0 is in it.
Mask maskOf(const std::vector<std::uint8_t>& pixels, int width, int height);

/// Closed outlines along the edges of pixels, corners alone: of the mask's pieces and of the holes in them. Throws
/// Error as unpackMask().
std::vector<std::vector<std::array<double, 2>>> outlinesOf(const Mask& mask);

}  // namespace atelier::data
