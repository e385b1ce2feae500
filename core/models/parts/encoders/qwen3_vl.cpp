#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/grids.h"
#include "models/parts/language_model.h"
#include "models/parts/patch_tower.h"
#include "models/parts/position_table.h"

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
        checkTable(table, "num_position_embeddings", where);
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
        x = x + resampledPositions(positions_, media, rows, columns, Resampling::BilinearCorners).to(x.scalar_type());

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
    PatchTower tower_;
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
