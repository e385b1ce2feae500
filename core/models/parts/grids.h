#pragma once

#include "models/batch.h"
#include "models/parts/encoder.h"
#include "nn/segments.h"

#include <torch/types.h>

#include <utility>

namespace atelier::models {

/// Row and column of every patch, int64 [patches], in the order in which patches come: blocks of merge × merge, row by
/// row within, once for each time step.
std::pair<torch::Tensor, torch::Tensor> patchPlaces(const MediaList& media, std::int64_t merge);

/// One segment for each time step of each medium: patches of a frame see each other alone.
nn::Segments frameSegments(const MediaList& media);

}  // namespace atelier::models
