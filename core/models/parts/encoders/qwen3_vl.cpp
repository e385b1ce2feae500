#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/grids.h"
#include "models/parts/language_model.h"
#include "models/parts/patch_tower.h"

#include <torch/torch.h>

#include <algorithm>

// Vision transformer of Qwen3-VL and Qwen3.5: learned positions, resampled to each picture's grid, beside
// two-dimensional rotary. Outputs of inner layers go on as levels (DeepStack). Reference: transformers,
// models/qwen3_vl.
namespace atelier::models {
namespace {

class Qwen3VlEncoder : public Encoder {
public:
    Qwen3VlEncoder(const Json& vision, const std::string& where)
        : tower_(PatchTower::read(vision, where, {.depth = 27, .width = 1152, .patch = 16})) {
        width = tower_.width;
        const auto table = jsonAt<std::int64_t>(vision, "num_position_embeddings", where, 2304);
        const auto inner = jsonAt<std::int64_t>(vision, "intermediate_size", where, 4304);
        checkSizes({{"intermediate_size", inner}}, where);
        if (const auto levels = vision.find("deepstack_visual_indexes"); levels != vision.end() && levels->is_array())
            for (const Json& layer : *levels) {
                const auto index = layer.is_number_integer() ? layer.get<std::int64_t>() : -1;
                if (index < 0 || index >= tower_.depth || (!levels_.empty() && index <= levels_.back()))
                    throw Error(
                        "\"deepstack_visual_indexes\" must hold layers of the vision tower in ascending order, "
                        "from 0 to " +
                            std::to_string(tower_.depth - 1),
                        where);
                levels_.push_back(index);
            }
        side_ = static_cast<std::int64_t>(std::sqrt(static_cast<double>(table)));
        if (table < 1 || side_ * side_ != table)
            throw Error("\"num_position_embeddings\" " + std::to_string(table) + " is no square number", where);
        patches_ = tower_.addPatches(*this, true);
        positions_ = register_module("pos_embed", nn::Embedding(table, width));
        nn::VisionBlockOptions block;
        block.attention = tower_.attention();
        block.mlp = {.inner = inner,
                     .activation = nn::activationFrom(
                         jsonAt<std::string>(vision, "hidden_act", where, std::string("gelu_pytorch_tanh")), where),
                     .first = "linear_fc1",
                     .second = "linear_fc2"};
        blocks_ = nn::visionBlocks(*this, "blocks", block, tower_.depth);
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        const auto pixels = gathered(media, "pixel_values", pass.dtype);
        const auto device = pixels.device();
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = frameSegments(media);
        const auto [rows, columns] = patchPlaces(media, tower_.merge);
        context.rotaries = {nn::makeAxialRotary(rows.to(device), columns.to(device), tower_.headSize(), tower_.theta)};
        auto x = patches_->ofPatches(pixels);
        x = x + positionsOf(media, rows, columns, device).to(x.scalar_type());

        Features features;
        const auto shared = std::make_shared<const nn::ForwardContext>(std::move(context));
        for (const auto& block : blocks_) {
            x = nn::throughBlock(block, x, shared);
            if (std::find(levels_.begin(), levels_.end(), block->index) != levels_.end()) features.levels.push_back(x);
        }
        features.rows = x;
        features.lengths = patchCounts(media);
        return features;
    }

private:
    // The table, as a square picture, resampled bilinearly to each grid, corners on corners.
    torch::Tensor positionsOf(const MediaList& media, const torch::Tensor& rows, const torch::Tensor& columns,
                              torch::Device device) const {
        std::vector<torch::Tensor> heights, widths;
        for (const MediaSpan* medium : media) {
            const auto [t, h, w] = medium->grid;
            heights.push_back(torch::full({t * h * w}, h, torch::kInt64));
            widths.push_back(torch::full({t * h * w}, w, torch::kInt64));
        }
        const auto axis = [&](const torch::Tensor& at, const torch::Tensor& count) {
            const auto place =
                at.to(torch::kFloat32) * static_cast<double>(side_ - 1) / (count.to(torch::kFloat32) - 1).clamp_min(1);
            const auto low = place.floor();
            return std::tuple(low.to(torch::kInt64), (low.to(torch::kInt64) + 1).clamp_max(side_ - 1), place - low);
        };
        const auto [top, bottom, down] = axis(rows, torch::cat(heights));
        const auto [left, right, across] = axis(columns, torch::cat(widths));
        const auto taken = [&](const torch::Tensor& y, const torch::Tensor& x, const torch::Tensor& weight) {
            return positions_->forward((y * side_ + x).to(device), torch::kFloat32) * weight.to(device).unsqueeze(1);
        };
        return taken(top, left, (1 - down) * (1 - across)) + taken(top, right, (1 - down) * across) +
               taken(bottom, left, down * (1 - across)) + taken(bottom, right, down * across);
    }

    PatchTower tower_;
    std::int64_t side_ = 48;
    std::vector<std::int64_t> levels_;
    nn::PatchProjection patches_{nullptr};
    nn::Embedding positions_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
};

const auto make = [](const Json& section, const std::string& where, const EncoderChoice&) {
    return std::make_shared<Qwen3VlEncoder>(section, where);
};
const Registry<EncoderFactory>::Entry qwen3Vl{"qwen3_vl_vision", make};

}  // namespace
}  // namespace atelier::models
