#pragma once

#include "models/parts/encoder.h"
#include "nn/linear.h"

#include <torch/types.h>

namespace atelier::models {

/// How a table of learned positions, as a square picture, is resampled to a grid of patches.
enum class Resampling {
    BilinearCorners,  ///< corners on corners
    Bilinear,         ///< edges on edges
    Bicubic,          ///< edges on edges, with Keys's kernel of a = -0.75; beyond the edge stands the edge
};

/// Learned positions of every patch, [patches, width] in fp32. `table` has side² rows; `rows` and `columns` as of
/// patchPlaces().
torch::Tensor resampledPositions(const nn::Embedding& table, const MediaList& media, const torch::Tensor& rows,
                                 const torch::Tensor& columns, Resampling how);

/// Throws Error (where) for a size `key` of a table that is no square number.
void checkTable(std::int64_t size, const char* key, const std::string& where);

}  // namespace atelier::models
