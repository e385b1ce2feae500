#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/grids.h"
#include "models/parts/language_model.h"
#include "nn/patch_projection.h"
#include "nn/vision_block.h"

#include <torch/torch.h>

// Vision transformer of Qwen2-VL (Wang et al., 2024): two-dimensional rotary over patches of pictures of any size.
// Reference: transformers, models/qwen2_vl.
namespace atelier::models {
namespace {

class Qwen2VlEncoder : public Encoder {
public:
    Qwen2VlEncoder(const Json& vision, const std::string& where) {
        const auto depth = jsonAt<std::int64_t>(vision, "depth", where, 32);
        width = jsonAt<std::int64_t>(vision, "embed_dim", where, 1280);
        const auto heads = jsonAt<std::int64_t>(vision, "num_heads", where, 16);
        const auto channels =
            jsonAt<std::int64_t>(vision, "in_channels", where, jsonAt<std::int64_t>(vision, "in_chans", where, 3));
        const auto patch = jsonAt<std::int64_t>(vision, "patch_size", where, 14);
        const auto frames = jsonAt<std::int64_t>(vision, "temporal_patch_size", where, 2);
        merge_ = jsonAt<std::int64_t>(vision, "spatial_merge_size", where, 2);
        if (const auto rope = vision.find("rope_parameters"); rope != vision.end() && rope->is_object())
            theta_ = jsonAt<double>(*rope, "rope_theta", where, theta_);
        checkLayers(depth, where);
        checkSizes({{"embed_dim", width},
                    {"num_heads", heads},
                    {"in_channels", channels},
                    {"patch_size", patch},
                    {"temporal_patch_size", frames},
                    {"spatial_merge_size", merge_}},
                   where);
        checkMultiple({"embed_dim", width}, {"num_heads", heads}, where);
        headSize_ = width / heads;
        if (headSize_ % 4 != 0)
            throw Error(
                "heads of " + std::to_string(headSize_) + " numbers, but two-dimensional rotary needs a multiple of 4",
                where);

        auto embed = register_module("patch_embed", std::make_shared<torch::nn::Module>());
        patches_ = embed->register_module(
            "proj", nn::PatchProjection(std::vector<std::int64_t>{width, channels, frames, patch, patch}, false));
        nn::VisionBlockOptions block;
        block.attention = {.hidden = width,
                           .heads = heads,
                           .keyValueHeads = heads,
                           .headSize = headSize_,
                           .inputBias = true,
                           .outputBias = true,
                           .fused = true,
                           .out = "proj"};
        const auto ratio = jsonAt<double>(vision, "mlp_ratio", where, 4);
        if (!(ratio > 0 && ratio <= 1000)) throw Error("\"mlp_ratio\" must be above 0 and at most 1000", where);
        block.mlp.inner = static_cast<std::int64_t>(static_cast<double>(width) * ratio);
        block.mlp.activation =
            nn::activationFrom(jsonAt<std::string>(vision, "hidden_act", where, std::string("quick_gelu")), where);
        blocks_ = nn::visionBlocks(*this, "blocks", block, depth);
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        const auto pixels = gathered(media, "pixel_values", pass.dtype);
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = frameSegments(media);
        const auto [rows, columns] = patchPlaces(media, merge_);
        context.rotaries = {
            nn::makeAxialRotary(rows.to(pixels.device()), columns.to(pixels.device()), headSize_, theta_)};
        Features features{nn::throughBlocks(blocks_, blocks_.size(), patches_->ofPatches(pixels), context), {}, {}};
        for (const MediaSpan* medium : media)
            features.lengths.push_back(medium->grid[0] * medium->grid[1] * medium->grid[2]);
        return features;
    }

private:
    std::int64_t merge_ = 2, headSize_ = 0;
    double theta_ = 10000;
    nn::PatchProjection patches_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
};

const Registry<EncoderFactory>::Entry entry{"qwen2_vl_vision",
                                            [](const Json& section, const std::string& where, const EncoderChoice&) {
                                                return std::make_shared<Qwen2VlEncoder>(section, where);
                                            }};

}  // namespace
}  // namespace atelier::models
