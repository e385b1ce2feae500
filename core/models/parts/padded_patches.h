#pragma once

#include "models/parts/encoder.h"

namespace atelier::models {

/// "pixel_values" [pictures, patches, numbers] of each medium without the padding behind the patches that its grid
/// says: [all patches, numbers] in `dtype`. Throws Error for arrays that are smaller than the grid.
torch::Tensor paddedPatches(const MediaList& media, torch::Dtype dtype);

}  // namespace atelier::models
