#pragma once

#include "vision/image.h"

#include <array>
#include <vector>

namespace atelier::vision {

/// Tower input by channel and 8-bit value: CommonConfig::table().
using PixelTable = std::array<std::array<float, 256>, 3>;

/// The picture as planes [3, height, width], behind `values`.
void appendPlanes(const Image& image, const PixelTable& table, std::vector<float>& values);
/// The same for its tiles, row by row: [rows · columns, 3, height / rows, width / columns]. Sides must be multiples.
void appendTiles(const Image& image, int columns, int rows, const PixelTable& table, std::vector<float>& values);

}  // namespace atelier::vision
