#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/grids.h"
#include "models/parts/language_model.h"
#include "models/parts/patch_tower.h"
#include "models/parts/position_table.h"

#include <torch/torch.h>

// Vision transformer of GLM-4.1V: a norm behind the patches, learned positions resampled bicubically beside
// two-dimensional rotary, and a convolution at the end that joins merge × merge patches to a token. Reference:
// transformers, models/glm4v.
namespace atelier::models {
namespace {

class Glm4vEncoder : public Encoder {
public:
    Glm4vEncoder(const Json& vision, const std::string& where)
        : tower_(PatchTower::read(vision, where, {.depth = 24, .width = 1536, .heads = 12})) {
        width = jsonAt<std::int64_t>(vision, "out_hidden_size", where, 4096);
        const auto image = jsonAt<std::int64_t>(vision, "image_size", where, 336);
        checkSizes({{"out_hidden_size", width}}, where);
        checkPatch(image, tower_.patch, where);
        const auto eps = jsonAt<double>(vision, "rms_norm_eps", where, 1e-5);
        if (!(eps >= 0)) throw Error("\"rms_norm_eps\" must not be negative", where);
        const nn::NormOptions norm{nn::NormKind::RMSNorm, eps};

        const std::int64_t side = image / tower_.patch;
        positions_ = register_module("embeddings", std::make_shared<torch::nn::Module>())
                         ->register_module("position_embedding", nn::Embedding(side * side, tower_.width));
        patches_ = tower_.addPatches(*this, true);
        nn::VisionBlockOptions block;
        block.attention = tower_.attention();
        block.attention.inputBias = jsonAt<bool>(vision, "attention_bias", where, false);
        block.attention.outputBias = false;
        block.norm = norm;
        block.gatedMlp = true;
        block.mlp.inner = width;  // "intermediate_size" is the merger's
        block.mlp.bias = false;
        block.mlp.activation =
            nn::activationFrom(jsonAt<std::string>(vision, "hidden_act", where, std::string("silu")), where);
        blocks_ = nn::visionBlocks(*this, "blocks", block, tower_.depth);
        patchNorm_ = register_module("post_conv_layernorm", nn::Norm(norm, tower_.width));
        joined_ = register_module(
            "downsample",
            nn::PatchProjection(std::vector<std::int64_t>{width, tower_.width, tower_.merge, tower_.merge}, true));
        lastNorm_ = register_module("post_layernorm", nn::Norm(norm, tower_.width));
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
        auto x = patchNorm_->forward(patches_->ofPatches(pixels));
        x = x + resampledPositions(positions_, media, rows, columns, Resampling::Bicubic).to(x.scalar_type());
        x = lastNorm_->forward(nn::throughBlocks(blocks_, blocks_.size(), x, context));

        // A token's patches lie together, row by row: [tokens, patches, width] -> [tokens, width · patches].
        const std::int64_t unit = tower_.merge * tower_.merge;
        Features features{joined_->ofPatches(x.view({-1, unit, tower_.width}).transpose(1, 2).flatten(1)), {}, {}};
        for (const std::int64_t patches : patchCounts(media))
            features.lengths.push_back(patches / unit);
        return features;
    }

private:
    PatchTower tower_;
    nn::PatchProjection patches_{nullptr}, joined_{nullptr};
    nn::Embedding positions_{nullptr};
    nn::Norm patchNorm_{nullptr}, lastNorm_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
};

const Registry<EncoderFactory>::Entry entry{"glm4v_vision",
                                            [](const Json& section, const std::string& where, const EncoderChoice&) {
                                                return std::make_shared<Glm4vEncoder>(section, where);
                                            }};

}  // namespace
}  // namespace atelier::models
