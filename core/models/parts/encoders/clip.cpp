#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "nn/build_device.h"
#include "nn/patch_projection.h"
#include "nn/vision_block.h"

#include <torch/torch.h>

#include <algorithm>

// The vision transformers of CLIP (Radford et al., 2021) and SigLIP (Zhai et al., 2023), which has neither class token
// nor norm in front; Idefics3's is SigLIP for squares of any size. Reference: transformers, models/clip, models/siglip
// and models/idefics3.
namespace atelier::models {
namespace {

struct ClipOptions {
    std::int64_t layers = 12, width = 768, heads = 12, inner = 3072, channels = 3, image = 224, patch = 32;
    nn::Activation activation = nn::Activation::QuickGelu;
    double eps = 1e-5;
    bool classToken = true, preNorm = true, patchBias = false;
    bool anySize = false;             ///< a patch's position is its share of the picture, in the table's steps
    std::vector<std::int64_t> taken;  ///< hidden states, each by the number of layers before it
    bool dropClass = false, normed = false;
};

const ClipOptions kClip;
const ClipOptions kSiglip{.patch = 16,
                          .activation = nn::Activation::GeluTanh,
                          .eps = 1e-6,
                          .classToken = false,
                          .preNorm = false,
                          .patchBias = true};
const ClipOptions kIdefics3{.width = 1152,
                            .heads = 16,
                            .activation = nn::Activation::GeluTanh,
                            .eps = 1e-6,
                            .classToken = false,
                            .preNorm = false,
                            .patchBias = true,
                            .anySize = true};

// `defaults`: what the config's class has.
ClipOptions read(const Json& vision, const std::string& where, const EncoderChoice& choice,
                 const ClipOptions& defaults) {
    ClipOptions o = defaults;
    o.layers = jsonAt<std::int64_t>(vision, "num_hidden_layers", where, o.layers);
    o.width = jsonAt<std::int64_t>(vision, "hidden_size", where, o.width);
    o.heads = jsonAt<std::int64_t>(vision, "num_attention_heads", where, o.heads);
    o.inner = jsonAt<std::int64_t>(vision, "intermediate_size", where, o.inner);
    o.channels = jsonAt<std::int64_t>(vision, "num_channels", where, o.channels);
    o.image = jsonAt<std::int64_t>(vision, "image_size", where, o.image);
    o.patch = jsonAt<std::int64_t>(vision, "patch_size", where, o.patch);
    o.eps = jsonAt<double>(vision, "layer_norm_eps", where, o.eps);
    o.activation = nn::activationFrom(
        jsonAt<std::string>(vision, "hidden_act", where, std::string(nn::nameOf(o.activation))), where);
    checkLayers(o.layers, where);
    checkSizes({{"hidden_size", o.width},
                {"intermediate_size", o.inner},
                {"num_attention_heads", o.heads},
                {"num_channels", o.channels},
                {"patch_size", o.patch}},
               where);
    checkMultiple({"hidden_size", o.width}, {"num_attention_heads", o.heads}, where);
    checkPatch(o.image, o.patch, where);
    for (const std::int64_t layer : choice.layers) {
        o.taken.push_back(layer < 0 ? o.layers + 1 + layer : layer);
        if (o.taken.back() < 0 || o.taken.back() > o.layers)
            throw Error("\"vision_feature_layer\" names a layer that the tower does not have", where);
    }
    o.dropClass = o.classToken && choice.dropClass;
    o.normed = choice.normed;
    return o;
}

struct ClipEmbeddingsImpl : torch::nn::Module {
    explicit ClipEmbeddingsImpl(const ClipOptions& o) : anySize(o.anySize), patch(o.patch), side(o.image / o.patch) {
        if (o.classToken) classEmbedding = register_parameter("class_embedding", nn::emptyParameter({o.width}));
        patches = register_module(
            "patch_embedding",
            nn::PatchProjection(std::vector<std::int64_t>{o.width, o.channels, o.patch, o.patch}, o.patchBias));
        positions = register_module("position_embedding", nn::Embedding(side * side + (o.classToken ? 1 : 0), o.width));
    }
    // [n, channels, height, width] -> [n, (1 +) patches, width]
    torch::Tensor forward(const torch::Tensor& images) const {
        const auto dtype = images.scalar_type();
        auto tokens = patches->ofImages(images);
        if (classEmbedding.defined())
            tokens = torch::cat({classEmbedding.to(dtype).expand({tokens.size(0), 1, -1}), tokens}, 1);
        if (!anySize) return tokens + positions->weight.to(dtype);
        const auto rows = steps(images.size(2) / patch), columns = steps(images.size(3) / patch);
        const auto places = (rows.unsqueeze(1) * side + columns.unsqueeze(0)).flatten();
        return tokens + positions->forward(places.to(images.device()), dtype);
    }

    // The table's step of each of `count` patches a side; in fp32 and with the reference's operations, whose rounding
    // decides at the borders.
    torch::Tensor steps(std::int64_t count) const {
        const double step = 1.0 / static_cast<double>(side);
        const auto borders = torch::arange(step, 1.0, step, torch::kFloat32);
        const auto shares = torch::arange(count, torch::kFloat32) * (1.0f / static_cast<float>(count));
        return torch::bucketize(shares.clamp_max(1.0 - 1e-6), borders, /*out_int32=*/false, /*right=*/true);
    }

    bool anySize;
    std::int64_t patch, side;
    torch::Tensor classEmbedding;
    nn::PatchProjection patches{nullptr};
    nn::Embedding positions{nullptr};
};
TORCH_MODULE(ClipEmbeddings);

class ClipEncoder : public Encoder {
public:
    explicit ClipEncoder(const ClipOptions& o) : options_(o) {
        width = o.width * std::ssize(o.taken);
        embeddings_ = register_module("embeddings", ClipEmbeddings(o));
        const nn::NormOptions norm{nn::NormKind::LayerNorm, o.eps};
        if (o.preNorm) preNorm_ = register_module("pre_layrnorm", nn::Norm(norm, o.width));
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
        // Where it is not chosen it is here so that the file's keys are all known.
        postNorm_ = register_module("post_layernorm", nn::Norm(norm, o.width));
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        auto x = embeddings_->forward(options_.anySize ? gathered(media, "pixel_values", pass.dtype)
                                                       : gatheredSquares(media, pass.dtype, options_.image));
        if (preNorm_) x = preNorm_->forward(x);
        const std::int64_t count = x.size(0), length = x.size(1);
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(static_cast<std::size_t>(count), length));
        x = taken(x.reshape({count * length, options_.width}), context).view({count, length, width});
        if (options_.dropClass) x = x.narrow(1, 1, length - 1);
        Features features{x.reshape({-1, width}), {}, {}};
        for (const MediaSpan* medium : media)
            features.lengths.push_back(squaresOf(*medium) * x.size(1));
        return features;
    }

private:
    // The chosen hidden states, side by side. No layer behind the last of them is computed.
    torch::Tensor taken(torch::Tensor x, const nn::ForwardContext& context) {
        std::vector<torch::Tensor> chosen(options_.taken.size());
        const auto keep = [&](std::int64_t before) {
            for (std::size_t i = 0; i < chosen.size(); ++i)
                if (options_.taken[i] == before) chosen[i] = options_.normed ? postNorm_->forward(x) : x;
        };
        keep(0);
        const auto shared = std::make_shared<const nn::ForwardContext>(context);
        for (std::int64_t i = 0; i < std::ranges::max(options_.taken); ++i) {
            x = nn::throughBlock(blocks_[static_cast<std::size_t>(i)], x, shared);
            keep(i + 1);
        }
        return chosen.size() == 1 ? chosen.front() : torch::cat(chosen, 1);
    }

    ClipOptions options_;
    ClipEmbeddings embeddings_{nullptr};
    nn::Norm preNorm_{nullptr}, postNorm_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
};

const Registry<EncoderFactory>::Entry clip{
    "clip_vision_model", [](const Json& section, const std::string& where, const EncoderChoice& choice) {
        return std::make_shared<ClipEncoder>(read(section, where, choice, kClip));
    }};
const Registry<EncoderFactory>::Entry idefics3{
    "idefics3_vision", [](const Json& section, const std::string& where, const EncoderChoice& choice) {
        return std::make_shared<ClipEncoder>(read(section, where, choice, kIdefics3));
    }};
const Registry<EncoderFactory>::Entry siglip{
    "siglip_vision_model", [](const Json& section, const std::string& where, const EncoderChoice& choice) {
        if (jsonAt<bool>(section, "vision_use_head", where, false))
            throw Error("\"vision_use_head\": the pooling head is not supported", where,
                        "language models read the patches alone");
        return std::make_shared<ClipEncoder>(read(section, where, choice, kSiglip));
    }};

}  // namespace
}  // namespace atelier::models
