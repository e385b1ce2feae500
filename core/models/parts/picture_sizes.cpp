#include "models/parts/picture_sizes.h"

#include "common/error.h"

#include <torch/torch.h>

namespace atelier::models {

std::vector<PatchGrid> pictureSizes(const MediaList& media, const std::string& name, std::int64_t merge) {
    std::vector<PatchGrid> sizes;
    for (const MediaSpan* medium : media) {
        const auto found = medium->tensors.find(name);
        if (found == medium->tensors.end()) throw Error("a medium without \"" + name + "\"");
        if (found->second.is_meta()) {
            // Each picture's tokens stand apart.
            for (const TokenSpan& span : medium->tokens)
                sizes.push_back({merge, span.length() * merge});
            continue;
        }
        const auto values = found->second.to(torch::kCPU, torch::kInt64).contiguous();
        const auto* numbers = values.data_ptr<std::int64_t>();
        for (std::int64_t i = 0; i < values.size(0); ++i) {
            const PatchGrid size{numbers[2 * i], numbers[2 * i + 1]};
            if (size.rows < 1 || size.columns < 1 || size.rows % merge != 0 || size.columns % merge != 0)
                throw Error("a picture of " + std::to_string(size.rows) + " x " + std::to_string(size.columns) +
                                " patches, but the model joins " + std::to_string(merge) + " x " +
                                std::to_string(merge),
                            name, "the image processor must belong to the model");
            sizes.push_back(size);
        }
    }
    return sizes;
}

std::vector<std::int64_t> patchesOfMedia(const MediaList& media, const std::string& name,
                                         const std::vector<PatchGrid>& sizes) {
    std::vector<std::int64_t> counts;
    std::size_t next = 0;
    for (const MediaSpan* medium : media) {
        counts.push_back(0);
        for (std::int64_t i = 0; i < medium->tensors.at(name).size(0); ++i)
            counts.back() += sizes.at(next++).count();
    }
    return counts;
}

torch::Tensor joinedSquares(const torch::Tensor& patches, const std::vector<PatchGrid>& sizes, std::int64_t merge) {
    const std::int64_t width = patches.size(1);
    std::vector<std::int64_t> counts;
    for (const PatchGrid& size : sizes)
        counts.push_back(size.count());
    const auto pictures = patches.split_with_sizes(counts);
    std::vector<torch::Tensor> joined;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        joined.push_back(pictures[i]
                             .view({sizes[i].rows / merge, merge, sizes[i].columns / merge, merge, width})
                             .permute({0, 2, 1, 3, 4})
                             .reshape({-1, merge * merge * width}));
    return joined.size() == 1 ? joined.front() : torch::cat(joined);
}

}  // namespace atelier::models
