#include "models/parts/patch_tower.h"

#include "common/error.h"
#include "models/parts/language_model.h"

#include <torch/torch.h>

namespace atelier::models {

PatchTower PatchTower::read(const Json& section, const std::string& where, const PatchTower& defaults,
                            const char* widthKey) {
    PatchTower tower = defaults;
    tower.depth = jsonAt<std::int64_t>(section, "depth", where, tower.depth);
    tower.width = jsonAt<std::int64_t>(section, widthKey, where, tower.width);
    tower.heads = jsonAt<std::int64_t>(section, "num_heads", where, tower.heads);
    // Qwen2-VL's files on the hub have "in_chans".
    tower.channels = jsonAt<std::int64_t>(section, "in_channels", where,
                                          jsonAt<std::int64_t>(section, "in_chans", where, tower.channels));
    tower.patch = jsonAt<std::int64_t>(section, "patch_size", where, tower.patch);
    tower.frames = jsonAt<std::int64_t>(section, "temporal_patch_size", where, tower.frames);
    tower.merge = jsonAt<std::int64_t>(section, "spatial_merge_size", where, tower.merge);
    if (const auto rope = section.find("rope_parameters"); rope != section.end() && rope->is_object())
        tower.theta = jsonAt<double>(*rope, "rope_theta", where, tower.theta);
    checkLayers(tower.depth, where);
    checkSizes({{widthKey, tower.width},
                {"num_heads", tower.heads},
                {"in_channels", tower.channels},
                {"patch_size", tower.patch},
                {"temporal_patch_size", tower.frames},
                {"spatial_merge_size", tower.merge}},
               where);
    checkMultiple({widthKey, tower.width}, {"num_heads", tower.heads}, where);
    if (tower.headSize() % 4 != 0)
        throw Error("heads of " + std::to_string(tower.headSize()) +
                        " numbers, but two-dimensional rotary needs a multiple of 4",
                    where);
    return tower;
}

nn::SelfAttentionOptions PatchTower::attention() const {
    return {.hidden = width,
            .heads = heads,
            .keyValueHeads = heads,
            .headSize = headSize(),
            .inputBias = true,
            .outputBias = true,
            .fused = true,
            .out = "proj"};
}

nn::PatchProjection PatchTower::addPatches(torch::nn::Module& tower, bool bias) const {
    auto embed = tower.register_module("patch_embed", std::make_shared<torch::nn::Module>());
    return embed->register_module(
        "proj", nn::PatchProjection(std::vector<std::int64_t>{width, channels, frames, patch, patch}, bias));
}

std::vector<std::int64_t> patchCounts(const MediaList& media) {
    std::vector<std::int64_t> counts;
    for (const MediaSpan* medium : media)
        counts.push_back(medium->grid[0] * medium->grid[1] * medium->grid[2]);
    return counts;
}

}  // namespace atelier::models
