#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/grids.h"
#include "models/parts/language_model.h"
#include "models/parts/patch_tower.h"

#include <torch/torch.h>

// Vision transformer of Qwen2-VL (Wang et al., 2024): two-dimensional rotary over patches of pictures of any size.
// Reference: transformers, models/qwen2_vl.
namespace atelier::models {
namespace {

class Qwen2VlEncoder : public Encoder {
public:
    Qwen2VlEncoder(const Json& vision, const std::string& where)
        : tower_(PatchTower::read(vision, where, {}, "embed_dim")) {
        width = tower_.width;
        patches_ = tower_.addPatches(*this, false);
        nn::VisionBlockOptions block;
        block.attention = tower_.attention();
        const auto ratio = jsonAt<double>(vision, "mlp_ratio", where, 4);
        if (!(ratio > 0 && ratio <= 1000)) throw Error("\"mlp_ratio\" must be above 0 and at most 1000", where);
        block.mlp.inner = static_cast<std::int64_t>(static_cast<double>(width) * ratio);
        block.mlp.activation =
            nn::activationFrom(jsonAt<std::string>(vision, "hidden_act", where, std::string("quick_gelu")), where);
        blocks_ = nn::visionBlocks(*this, "blocks", block, tower_.depth);
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        const auto pixels = gathered(media, "pixel_values", pass.dtype);
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = frameSegments(media);
        const auto [rows, columns] = patchPlaces(media, tower_.merge);
        context.rotaries = {nn::makeAxialRotary(rows.to(pixels.device()), columns.to(pixels.device()),
                                                tower_.headSize(), tower_.theta)};
        return {
            nn::throughBlocks(blocks_, blocks_.size(), patches_->ofPatches(pixels), context), patchCounts(media), {}};
    }

private:
    PatchTower tower_;
    nn::PatchProjection patches_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
};

const Registry<EncoderFactory>::Entry entry{"qwen2_vl_vision",
                                            [](const Json& section, const std::string& where, const EncoderChoice&) {
                                                return std::make_shared<Qwen2VlEncoder>(section, where);
                                            }};

}  // namespace
}  // namespace atelier::models
