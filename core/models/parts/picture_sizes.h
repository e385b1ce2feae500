#pragma once

#include "models/parts/encoder.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::models {

/// Rows and columns of patches of one picture.
struct PatchGrid {
    std::int64_t rows = 0, columns = 0;
    std::int64_t count() const { return rows * columns; }
    bool operator==(const PatchGrid&) const = default;
};

/// For media that are several pictures of different sizes, such as tiles and the whole: the sizes of all pictures, one
/// medium behind the other, from their tensor `name`, int64 [pictures, 2] (rows, columns). Throws Error where a side is
/// no multiple of `merge`: merge × merge patches become a token. In plans, which know no numbers, sides are made up
/// whose product is right.
std::vector<PatchGrid> pictureSizes(const MediaList& media, const std::string& name, std::int64_t merge);

/// Patches of each medium, of the sizes that pictureSizes() gave.
std::vector<std::int64_t> patchesOfMedia(const MediaList& media, const std::string& name,
                                         const std::vector<PatchGrid>& sizes);

/// Rows of patches [all patches, width], picture by picture and row by row -> [all patches / merge², merge² · width]:
/// merge × merge neighbours side by side, the rows of a square first.
torch::Tensor joinedSquares(const torch::Tensor& patches, const std::vector<PatchGrid>& sizes, std::int64_t merge);

}  // namespace atelier::models
