#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "nn/build_device.h"
#include "nn/patch_projection.h"
#include "nn/vision_block.h"

#include <torch/torch.h>

// Vision transformer of the BLIP-2 line (EVA-CLIP; Fang et al., 2022): one matrix for queries, keys and values, a class
// token that stays, a norm behind the last block. Reference: transformers, models/instructblip,
// models/blip_2.
namespace atelier::models {
namespace {

struct BlipOptions {
    std::int64_t layers = 0, width = 0, heads = 0, inner = 0, image = 0, patch = 0;
    nn::Activation activation = nn::Activation::Gelu;
    double eps = 1e-6;
    bool inputBias = true;
};

BlipOptions read(const Json& vision, const std::string& where) {
    BlipOptions o;
    o.layers = jsonAt<std::int64_t>(vision, "num_hidden_layers", where, 39);
    o.width = jsonAt<std::int64_t>(vision, "hidden_size", where, 1408);
    o.heads = jsonAt<std::int64_t>(vision, "num_attention_heads", where, 16);
    o.inner = jsonAt<std::int64_t>(vision, "intermediate_size", where, 6144);
    o.image = jsonAt<std::int64_t>(vision, "image_size", where, 224);
    o.patch = jsonAt<std::int64_t>(vision, "patch_size", where, 14);
    o.eps = jsonAt<double>(vision, "layer_norm_eps", where, 1e-6);
    o.inputBias = jsonAt<bool>(vision, "qkv_bias", where, true);
    o.activation = nn::activationFrom(jsonAt<std::string>(vision, "hidden_act", where, std::string("gelu")), where);
    checkLayers(o.layers, where);
    checkSizes({{"hidden_size", o.width},
                {"intermediate_size", o.inner},
                {"num_attention_heads", o.heads},
                {"patch_size", o.patch}},
               where);
    checkMultiple({"hidden_size", o.width}, {"num_attention_heads", o.heads}, where);
    checkPatch(o.image, o.patch, where);
    return o;
}

struct BlipEmbeddingsImpl : torch::nn::Module {
    explicit BlipEmbeddingsImpl(const BlipOptions& o) {
        const std::int64_t side = o.image / o.patch;
        classEmbedding = register_parameter("class_embedding", nn::emptyParameter({1, 1, o.width}));
        positions = register_parameter("position_embedding", nn::emptyParameter({1, side * side + 1, o.width}));
        patches = register_module("patch_embedding",
                                  nn::PatchProjection(std::vector<std::int64_t>{o.width, 3, o.patch, o.patch}, true));
    }
    // [n, 3, height, width] -> [n, 1 + patches, width]
    torch::Tensor forward(const torch::Tensor& images) const {
        const auto dtype = images.scalar_type();
        const auto tokens = patches->ofImages(images);
        const auto first = classEmbedding.to(dtype).expand({tokens.size(0), 1, -1});
        return torch::cat({first, tokens}, 1) + positions.to(dtype);
    }
    torch::Tensor classEmbedding, positions;
    nn::PatchProjection patches{nullptr};
};
TORCH_MODULE(BlipEmbeddings);

class BlipEncoder : public Encoder {
public:
    explicit BlipEncoder(const BlipOptions& o) : side_(o.image) {
        width = o.width;
        embeddings_ = register_module("embeddings", BlipEmbeddings(o));
        nn::VisionBlockOptions block;
        block.attention = {.hidden = o.width,
                           .heads = o.heads,
                           .keyValueHeads = o.heads,
                           .headSize = o.width / o.heads,
                           .inputBias = o.inputBias,
                           .outputBias = true,
                           .fused = true,
                           .out = "projection"};
        block.mlp.inner = o.inner;
        block.mlp.activation = o.activation;
        block.norm.eps = o.eps;
        block.norm1Name = "layer_norm1";
        block.norm2Name = "layer_norm2";
        block.attentionName = "self_attn";
        auto encoder = register_module("encoder", std::make_shared<torch::nn::Module>());
        blocks_ = nn::visionBlocks(*encoder, "layers", block, o.layers);
        postNorm_ =
            register_module("post_layernorm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, o.eps}, o.width));
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        auto x = embeddings_->forward(gatheredSquares(media, pass.dtype, side_));
        const std::int64_t count = x.size(0), length = x.size(1);
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(static_cast<std::size_t>(count), length));
        x = nn::throughBlocks(blocks_, blocks_.size(), x.reshape({count * length, width}), context);
        Features features{postNorm_->forward(x), {}, {}};
        for (const MediaSpan* medium : media)
            features.lengths.push_back(squaresOf(*medium) * length);
        return features;
    }

private:
    std::int64_t side_;
    BlipEmbeddings embeddings_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
    nn::Norm postNorm_{nullptr};
};

std::shared_ptr<Encoder> make(const Json& section, const std::string& where, const EncoderChoice&) {
    return std::make_shared<BlipEncoder>(read(section, where));
}

const Registry<EncoderFactory>::Entry instructBlip{"instructblip_vision_model", make};
const Registry<EncoderFactory>::Entry blip2{"blip_2_vision_model", make};

}  // namespace
}  // namespace atelier::models
