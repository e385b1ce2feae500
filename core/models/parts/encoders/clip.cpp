#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "nn/build_device.h"
#include "nn/patch_projection.h"
#include "nn/vision_block.h"

#include <torch/torch.h>

// CLIP's vision transformer (Radford et al., 2021). Reference: transformers, models/clip.
namespace atelier::models {
namespace {

struct ClipOptions {
    std::int64_t layers = 0, width = 0, heads = 0, inner = 0, channels = 3, image = 0, patch = 0;
    nn::Activation activation = nn::Activation::QuickGelu;
    double eps = 1e-5;
    std::int64_t run = 0;  ///< layers that are computed: up to the chosen hidden state
    bool dropClass = true;
};

ClipOptions read(const Json& vision, const std::string& where, const EncoderChoice& choice) {
    ClipOptions o;
    o.layers = jsonAt<std::int64_t>(vision, "num_hidden_layers", where, 12);
    o.width = jsonAt<std::int64_t>(vision, "hidden_size", where, 768);
    o.heads = jsonAt<std::int64_t>(vision, "num_attention_heads", where, 12);
    o.inner = jsonAt<std::int64_t>(vision, "intermediate_size", where, 3072);
    o.channels = jsonAt<std::int64_t>(vision, "num_channels", where, 3);
    o.image = jsonAt<std::int64_t>(vision, "image_size", where, 224);
    o.patch = jsonAt<std::int64_t>(vision, "patch_size", where, 32);
    o.eps = jsonAt<double>(vision, "layer_norm_eps", where, 1e-5);
    o.activation =
        nn::activationFrom(jsonAt<std::string>(vision, "hidden_act", where, std::string("quick_gelu")), where);
    checkLayers(o.layers, where);
    if (o.heads < 1 || o.width % o.heads != 0 || o.patch < 1 || o.image < o.patch)
        throw Error("sizes of the vision tower do not fit together", where);
    o.run = choice.layer < 0 ? o.layers + 1 + choice.layer : choice.layer;
    if (o.run < 0 || o.run > o.layers)
        throw Error("\"vision_feature_layer\" names a layer that the tower does not have", where);
    o.dropClass = choice.dropClass;
    return o;
}

struct ClipEmbeddingsImpl : torch::nn::Module {
    explicit ClipEmbeddingsImpl(const ClipOptions& o) {
        classEmbedding = register_parameter("class_embedding", nn::emptyParameter({o.width}));
        patches = register_module(
            "patch_embedding",
            nn::PatchProjection(std::vector<std::int64_t>{o.width, o.channels, o.patch, o.patch}, false));
        const std::int64_t side = o.image / o.patch;
        positions = register_module("position_embedding", nn::Embedding(side * side + 1, o.width));
    }
    // [n, channels, height, width] -> [n, 1 + patches, width]
    torch::Tensor forward(const torch::Tensor& images) const {
        const auto dtype = images.scalar_type();
        const auto tokens = patches->ofImages(images);
        const auto first = classEmbedding.to(dtype).expand({tokens.size(0), 1, -1});
        return torch::cat({first, tokens}, 1) + positions->weight.to(dtype);
    }
    torch::Tensor classEmbedding;
    nn::PatchProjection patches{nullptr};
    nn::Embedding positions{nullptr};
};
TORCH_MODULE(ClipEmbeddings);

class ClipEncoder : public Encoder {
public:
    explicit ClipEncoder(const ClipOptions& o) : options_(o) {
        width = o.width;
        embeddings_ = register_module("embeddings", ClipEmbeddings(o));
        preNorm_ = register_module("pre_layrnorm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, o.eps}, o.width));
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
        // Never used: the hidden state is taken before it. Here so that the file's keys are all known.
        register_module("post_layernorm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, o.eps}, o.width));
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        auto x = preNorm_->forward(embeddings_->forward(gathered(media, "pixel_values", pass.dtype)));
        const std::int64_t count = x.size(0), length = x.size(1);
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(static_cast<std::size_t>(count), length));
        x = x.reshape({count * length, width});
        x = nn::throughBlocks(blocks_, static_cast<std::size_t>(options_.run), x, context);
        x = x.view({count, length, width});
        if (options_.dropClass) x = x.narrow(1, 1, length - 1);
        Features features{x.reshape({-1, width}), {}, {}};
        for (const MediaSpan* medium : media)
            features.lengths.push_back(medium->tensors.at("pixel_values").size(0) * x.size(1));
        return features;
    }

private:
    ClipOptions options_;
    ClipEmbeddings embeddings_{nullptr};
    nn::Norm preNorm_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
};

const Registry<EncoderFactory>::Entry entry{
    "clip_vision_model", [](const Json& section, const std::string& where, const EncoderChoice& choice) {
        return std::make_shared<ClipEncoder>(read(section, where, choice));
    }};

}  // namespace
}  // namespace atelier::models
