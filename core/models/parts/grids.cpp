#include "models/parts/grids.h"

#include "common/error.h"

#include <torch/torch.h>

namespace atelier::models {

std::pair<torch::Tensor, torch::Tensor> patchPlaces(const MediaList& media, std::int64_t merge) {
    std::vector<torch::Tensor> rows, columns;
    for (const MediaSpan* medium : media) {
        const auto [t, h, w] = medium->grid;
        if (h % merge != 0 || w % merge != 0)
            throw Error(
                "a grid of " + std::to_string(h) + " x " + std::to_string(w) + " patches, but the vision tower joins " +
                    std::to_string(merge) + " x " + std::to_string(merge),
                "image_grid_thw", "the image processor must belong to the model: merge_size is spatial_merge_size");
        const auto inBlocks = [&, t = t, h = h, w = w](const torch::Tensor& plane) {
            return plane.view({h / merge, merge, w / merge, merge}).permute({0, 2, 1, 3}).flatten().repeat({t});
        };
        rows.push_back(inBlocks(torch::arange(h).view({h, 1}).expand({h, w}).contiguous()));
        columns.push_back(inBlocks(torch::arange(w).view({1, w}).expand({h, w}).contiguous()));
    }
    return {torch::cat(rows), torch::cat(columns)};
}

nn::Segments frameSegments(const MediaList& media) {
    std::vector<std::int64_t> lengths;
    for (const MediaSpan* medium : media)
        lengths.insert(lengths.end(), static_cast<std::size_t>(medium->grid[0]), medium->grid[1] * medium->grid[2]);
    return nn::Segments::ofLengths(lengths);
}

}  // namespace atelier::models
