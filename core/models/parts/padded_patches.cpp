#include "models/parts/padded_patches.h"

#include "common/error.h"

#include <torch/torch.h>

namespace atelier::models {

torch::Tensor paddedPatches(const MediaList& media, torch::Dtype dtype) {
    std::vector<torch::Tensor> all;
    for (const MediaSpan* medium : media) {
        const auto found = medium->tensors.find("pixel_values");
        if (found == medium->tensors.end()) throw Error("a medium without \"pixel_values\"");
        const auto& pixels = found->second;
        const std::int64_t pictures = medium->grid[0], patches = medium->grid[1] * medium->grid[2];
        if (pixels.dim() != 3 || pixels.size(0) != pictures || pixels.size(1) < patches)
            throw Error("patches that do not fit their grid", "pixel_values",
                        "the image processor must belong to the model");
        all.push_back(pixels.narrow(1, 0, patches).flatten(0, 1));
    }
    return (all.size() == 1 ? all.front() : torch::cat(all)).to(dtype);
}

}  // namespace atelier::models
