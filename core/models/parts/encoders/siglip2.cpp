#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "models/parts/picture_sizes.h"
#include "nn/linear.h"
#include "nn/vision_block.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

// SigLIP 2 for pictures of any shape ("NaFlex"; Tschannen et al., 2025, arXiv 2502.14786): patches come cut, and the
// table of positions is resampled to each picture's grid. A medium may be several pictures. Reference: transformers,
// models/siglip2.
namespace atelier::models {
namespace {

constexpr const char* kSizes = "spatial_shapes";

struct Siglip2Options {
    std::int64_t layers = 12, width = 768, heads = 12, inner = 3072, channels = 3, patch = 16, positions = 256;
    nn::Activation activation = nn::Activation::GeluTanh;
    double eps = 1e-6;
    std::int64_t merge = 1;  ///< merge × merge patches become a token

    std::int64_t side() const { return std::llround(std::sqrt(static_cast<double>(positions))); }
    std::int64_t numbers() const { return channels * patch * patch; }
};

Siglip2Options read(const Json& vision, const std::string& where, const EncoderChoice& choice) {
    Siglip2Options o;
    o.layers = jsonAt<std::int64_t>(vision, "num_hidden_layers", where, o.layers);
    o.width = jsonAt<std::int64_t>(vision, "hidden_size", where, o.width);
    o.heads = jsonAt<std::int64_t>(vision, "num_attention_heads", where, o.heads);
    o.inner = jsonAt<std::int64_t>(vision, "intermediate_size", where, o.inner);
    o.channels = jsonAt<std::int64_t>(vision, "num_channels", where, o.channels);
    o.patch = jsonAt<std::int64_t>(vision, "patch_size", where, o.patch);
    o.positions = jsonAt<std::int64_t>(vision, "num_patches", where, o.positions);
    o.eps = jsonAt<double>(vision, "layer_norm_eps", where, o.eps);
    o.merge = jsonAt<std::int64_t>(vision, "downsample_factor", where, o.merge);
    o.activation = nn::activationFrom(
        jsonAt<std::string>(vision, "hidden_act", where, std::string(nn::nameOf(o.activation))), where);
    checkLayers(o.layers, where);
    checkSizes({{"hidden_size", o.width},
                {"intermediate_size", o.inner},
                {"num_attention_heads", o.heads},
                {"num_channels", o.channels},
                {"patch_size", o.patch},
                {"num_patches", o.positions},
                {"downsample_factor", o.merge}},
               where);
    checkMultiple({"hidden_size", o.width}, {"num_attention_heads", o.heads}, where);
    if (o.side() * o.side() != o.positions)
        throw Error("\"num_patches\" must be a square number, not " + std::to_string(o.positions), where);
    if (choice.layers != std::vector<std::int64_t>{-1} || !choice.normed)
        throw Error("features of an inner layer are not supported with a SigLIP 2 tower", where);
    if (jsonAt<bool>(vision, "vision_use_head", where, true))
        throw Error("\"vision_use_head\": the pooling head is not supported", where,
                    "language models read the patches alone: set it to false and take the head's weights out");
    return o;
}

class Siglip2Encoder : public Encoder {
public:
    explicit Siglip2Encoder(const Siglip2Options& o) : options_(o) {
        width = o.width;
        auto embeddings = register_module("embeddings", std::make_shared<torch::nn::Module>());
        patches_ = embeddings->register_module("patch_embedding", nn::Linear(nn::LinearOptions{o.numbers(), o.width}));
        positions_ = embeddings->register_module("position_embedding", nn::Embedding(o.positions, o.width));
        nn::VisionBlockOptions block;
        block.attention = {.hidden = o.width,
                           .heads = o.heads,
                           .keyValueHeads = o.heads,
                           .headSize = o.width / o.heads,
                           .inputBias = true,
                           .outputBias = true,
                           .out = "out_proj"};
        block.mlp.inner = o.inner;
        block.mlp.activation = o.activation;
        block.norm.eps = o.eps;
        block.norm1Name = "layer_norm1";
        block.norm2Name = "layer_norm2";
        block.attentionName = "self_attn";
        auto encoder = register_module("encoder", std::make_shared<torch::nn::Module>());
        blocks_ = nn::visionBlocks(*encoder, "layers", block, o.layers);
        norm_ = register_module("post_layernorm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, o.eps}, o.width));
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        const auto sizes = pictureSizes(media, kSizes, options_.merge);
        std::vector<std::pair<PatchGrid, torch::Tensor>> known;  // pictures of one size share their positions
        std::vector<torch::Tensor> patches, places;
        std::vector<std::int64_t> lengths;
        std::size_t next = 0;
        for (const MediaSpan* medium : media) {
            const auto pixels = gathered({medium}, "pixel_values", pass.dtype);
            if (pixels.dim() != 3 || pixels.size(2) != options_.numbers())
                throw Error("patches of " + std::to_string(pixels.size(-1)) + " numbers, but the vision tower takes " +
                                std::to_string(options_.numbers()),
                            "pixel_values",
                            "\"encoder_patch_size\" of the image processor and \"patch_size\" of the model must be "
                            "the same");
            for (std::int64_t i = 0; i < pixels.size(0); ++i) {
                const PatchGrid& size = sizes.at(next++);
                if (size.count() > pixels.size(1))
                    throw Error("a picture of " + std::to_string(size.count()) + " patches, but " +
                                    std::to_string(pixels.size(1)) + " are there",
                                kSizes);
                patches.push_back(pixels[i].narrow(0, 0, size.count()));
                auto same = std::ranges::find(known, size, [](const auto& one) { return one.first; });
                if (same == known.end()) same = known.insert(same, {size, positionsOf(size, pass.dtype)});
                places.push_back(same->second);
                lengths.push_back(size.count());
            }
        }
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = nn::Segments::ofLengths(lengths);
        const auto x = patches_->forward(torch::cat(patches)) + torch::cat(places);
        Features features;
        features.rows = norm_->forward(nn::throughBlocks(blocks_, blocks_.size(), x, context));
        features.lengths = patchesOfMedia(media, kSizes, sizes);
        return features;
    }

private:
    // The table resampled to a picture's grid, [patches, width].
    torch::Tensor positionsOf(const PatchGrid& size, torch::Dtype dtype) const {
        const std::int64_t side = options_.side();
        const auto table = positions_->weight.to(dtype)
                               .to(torch::kFloat32)
                               .view({side, side, options_.width})
                               .permute({2, 0, 1})
                               .unsqueeze(0);
        const std::vector<std::int64_t> target{size.rows, size.columns};
        const auto resampled =
            at::_upsample_bilinear2d_aa(table, target, /*align_corners=*/false, std::nullopt, std::nullopt);
        return resampled[0].flatten(1).transpose(0, 1).to(dtype);
    }

    Siglip2Options options_;
    nn::Linear patches_{nullptr};
    nn::Embedding positions_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
    nn::Norm norm_{nullptr};
};

const Registry<EncoderFactory>::Entry entry{
    "siglip2_vision_model", [](const Json& section, const std::string& where, const EncoderChoice& choice) {
        return std::make_shared<Siglip2Encoder>(read(section, where, choice));
    }};

}  // namespace
}  // namespace atelier::models
