#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/grids.h"
#include "models/parts/language_model.h"
#include "models/parts/patch_tower.h"
#include "models/parts/position_table.h"

#include <torch/torch.h>

// Vision transformer of PaddleOCR-VL: SigLIP's for pictures of any size, with learned positions resampled bilinearly
// beside two-dimensional rotary. Patches come row by row. Reference: transformers, models/paddleocr_vl.
namespace atelier::models {
namespace {

class PaddleOcrVlEncoder : public Encoder {
public:
    PaddleOcrVlEncoder(const Json& vision, const std::string& where) {
        const auto size = [&](const char* key, std::int64_t otherwise) {
            const auto value = jsonAt<std::int64_t>(vision, key, where, otherwise);
            checkSizes({{key, value}}, where);
            return value;
        };
        width = size("hidden_size", 1152);
        const auto inner = size("intermediate_size", 4304), layers = size("num_hidden_layers", 27),
                   heads = size("num_attention_heads", 16), channels = size("num_channels", 3),
                   image = size("image_size", 384), patch = size("patch_size", 14);
        checkLayers(layers, where);
        checkPatch(image, patch, where);
        checkMultiple({"hidden_size", width}, {"num_attention_heads", heads}, where);
        headSize_ = width / heads;
        if (headSize_ % 4 != 0)
            throw Error(
                "heads of " + std::to_string(headSize_) + " numbers, but two-dimensional rotary needs a multiple of 4",
                where);
        if (const auto rope = vision.find("rope_parameters"); rope != vision.end() && rope->is_object())
            theta_ = jsonAt<double>(*rope, "rope_theta", where + ": rope_parameters", theta_);
        const auto eps = jsonAt<double>(vision, "layer_norm_eps", where, 1e-6);
        if (!(eps >= 0)) throw Error("\"layer_norm_eps\" must not be negative", where);
        const nn::NormOptions norm{nn::NormKind::LayerNorm, eps};

        auto embeddings = register_module("embeddings", std::make_shared<torch::nn::Module>());
        patches_ = embeddings->register_module(
            "patch_embedding", nn::PatchProjection(std::vector<std::int64_t>{width, channels, patch, patch}, true));
        const std::int64_t side = image / patch;
        positions_ = embeddings->register_module("position_embedding", nn::Embedding(side * side, width));
        nn::VisionBlockOptions block;
        auto& attention = block.attention;
        attention.hidden = width;
        attention.heads = attention.keyValueHeads = heads;
        attention.headSize = headSize_;
        attention.inputBias = attention.outputBias = true;
        attention.out = "out_proj";
        block.norm = norm;
        block.mlp.inner = inner;
        block.mlp.activation = nn::activationFrom(
            jsonAt<std::string>(vision, "hidden_act", where, std::string("gelu_pytorch_tanh")), where);
        block.norm1Name = "layer_norm1", block.norm2Name = "layer_norm2", block.attentionName = "self_attn";
        auto layerList = register_module("encoder", std::make_shared<torch::nn::Module>());
        blocks_ = nn::visionBlocks(*layerList, "layers", block, layers);
        lastNorm_ = register_module("post_layernorm", nn::Norm(norm, width));
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        const auto pixels = gathered(media, "pixel_values", pass.dtype);
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = frameSegments(media);
        const auto [rows, columns] = patchPlaces(media, 1);
        context.rotaries = {
            nn::makeAxialRotary(rows.to(pixels.device()), columns.to(pixels.device()), headSize_, theta_)};
        auto x = patches_->ofPatches(pixels);
        x = x + resampledPositions(positions_, media, rows, columns, Resampling::Bilinear).to(x.scalar_type());
        return {lastNorm_->forward(nn::throughBlocks(blocks_, blocks_.size(), x, context)), patchCounts(media), {}};
    }

private:
    std::int64_t headSize_ = 72;
    double theta_ = 10000;
    nn::PatchProjection patches_{nullptr};
    nn::Embedding positions_{nullptr};
    nn::Norm lastNorm_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
};

const Registry<EncoderFactory>::Entry entry{"paddleocr_vl_vision",
                                            [](const Json& section, const std::string& where, const EncoderChoice&) {
                                                return std::make_shared<PaddleOcrVlEncoder>(section, where);
                                            }};

}  // namespace
}  // namespace atelier::models
