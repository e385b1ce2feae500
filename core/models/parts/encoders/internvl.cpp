#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "nn/attention.h"
#include "nn/build_device.h"
#include "nn/mlp.h"
#include "nn/patch_projection.h"
#include "nn/start_values.h"

#include <torch/torch.h>

#include <algorithm>

// InternViT (Chen et al., 2023, arXiv 2312.14238): what each sub-layer adds is scaled by a vector (LayerScale, Touvron
// et al., 2021); queries and keys may be normed over all heads. Reference: transformers, models/internvl.
namespace atelier::models {
namespace {

struct InternVlOptions {
    std::int64_t layers = 24, width = 1024, heads = 16, inner = 4096, channels = 3, image = 448, patch = 14;
    nn::Activation activation = nn::Activation::Gelu;
    nn::NormOptions norm{nn::NormKind::LayerNorm, 1e-6};
    double layerScale = 0.1;  ///< start value
    bool inputBias = false, normedHeads = false, positions = true, maskToken = false;
    bool finalNorm = false;  ///< behind the last block
    std::int64_t taken = 0;  ///< blocks before the hidden state that is taken
    bool takesFinalNorm = false, dropClass = false;
};

// A number, or height and width.
std::int64_t sideAt(const Json& vision, const char* key, const std::string& where, std::int64_t otherwise) {
    const auto found = vision.find(key);
    if (found == vision.end() || !found->is_array()) return jsonAt<std::int64_t>(vision, key, where, otherwise);
    if (found->size() != 2 || !(*found)[0].is_number_integer() || (*found)[0] != (*found)[1])
        throw Error("\"" + std::string(key) + "\" must be one whole number, or the same one twice", where,
                    "its pictures are squares");
    return (*found)[0].get<std::int64_t>();
}

InternVlOptions read(const Json& vision, const std::string& where, const EncoderChoice& choice) {
    InternVlOptions o;
    o.layers = jsonAt<std::int64_t>(vision, "num_hidden_layers", where, o.layers);
    o.width = jsonAt<std::int64_t>(vision, "hidden_size", where, o.width);
    o.heads = jsonAt<std::int64_t>(vision, "num_attention_heads", where, o.heads);
    o.inner = jsonAt<std::int64_t>(vision, "intermediate_size", where, o.inner);
    o.channels = jsonAt<std::int64_t>(vision, "num_channels", where, o.channels);
    o.image = sideAt(vision, "image_size", where, o.image);
    o.patch = sideAt(vision, "patch_size", where, o.patch);
    o.activation = nn::activationFrom(
        jsonAt<std::string>(vision, "hidden_act", where, std::string(nn::nameOf(o.activation))), where);
    o.norm.eps = jsonAt<double>(vision, "layer_norm_eps", where, o.norm.eps);
    const auto norm = jsonAt<std::string>(vision, "norm_type", where, std::string("layer_norm"));
    if (norm != "layer_norm" && norm != "rms_norm")
        throw Error("unknown norm_type \"" + norm + "\"", where, "known: layer_norm, rms_norm");
    if (norm == "rms_norm") o.norm.kind = nn::NormKind::RMSNorm;
    o.layerScale = jsonAt<double>(vision, "layer_scale_init_value", where, o.layerScale);
    o.inputBias = jsonAt<bool>(vision, "attention_bias", where, o.inputBias);
    o.normedHeads = jsonAt<bool>(vision, "use_qk_norm", where, o.normedHeads);
    o.positions = jsonAt<bool>(vision, "use_absolute_position_embeddings", where, o.positions);
    o.maskToken = jsonAt<bool>(vision, "use_mask_token", where, o.maskToken);
    o.finalNorm = !jsonAt<bool>(vision, "use_mean_pooling", where, true);
    checkLayers(o.layers, where);
    checkSizes({{"hidden_size", o.width},
                {"intermediate_size", o.inner},
                {"num_attention_heads", o.heads},
                {"num_channels", o.channels},
                {"patch_size", o.patch}},
               where);
    checkMultiple({"hidden_size", o.width}, {"num_attention_heads", o.heads}, where);
    checkPatch(o.image, o.patch, where);
    if (choice.layers.size() != 1)
        throw Error("\"vision_feature_layer\" must be one layer in this architecture", where);
    const std::int64_t layer = choice.layers.front();
    o.taken = layer < 0 ? o.layers + 1 + layer : layer;
    if (o.taken < 0 || o.taken > o.layers)
        throw Error("\"vision_feature_layer\" names a layer that the tower does not have", where);
    o.takesFinalNorm = o.finalNorm && layer == -1;  // the reference's hidden states are those before the norm
    o.dropClass = choice.dropClass;
    return o;
}

struct InternVlEmbeddingsImpl : torch::nn::Module {
    explicit InternVlEmbeddingsImpl(const InternVlOptions& o) {
        const std::int64_t side = o.image / o.patch;
        classToken = register_parameter("cls_token", nn::emptyParameter({1, 1, o.width}));
        // Of masked training; kept so that the file's keys are all known.
        if (o.maskToken) register_parameter("mask_token", nn::emptyParameter({1, 1, o.width}));
        if (o.positions)
            positions = register_parameter("position_embeddings", nn::emptyParameter({1, side * side + 1, o.width}));
        auto embed = register_module("patch_embeddings", std::make_shared<torch::nn::Module>());
        patches = embed->register_module(
            "projection", nn::PatchProjection(std::vector<std::int64_t>{o.width, o.channels, o.patch, o.patch}, true));
    }
    // [n, channels, height, width] -> [n, 1 + patches, width]
    torch::Tensor forward(const torch::Tensor& images) const {
        const auto dtype = images.scalar_type();
        const auto tokens = patches->ofImages(images);
        const auto all = torch::cat({classToken.to(dtype).expand({tokens.size(0), 1, -1}), tokens}, 1);
        return positions.defined() ? all + positions.to(dtype) : all;
    }
    torch::Tensor classToken, positions;
    nn::PatchProjection patches{nullptr};
};
TORCH_MODULE(InternVlEmbeddings);

// Its norms of queries and keys run over all heads together.
struct InternVlAttentionImpl : nn::Mixer {
    explicit InternVlAttentionImpl(const InternVlOptions& o) : heads(o.heads) {
        const auto linear = [&](const char* name, bool bias) {
            return register_module(name, nn::Linear(nn::LinearOptions{o.width, o.width, bias}));
        };
        q = linear("q_proj", o.inputBias), k = linear("k_proj", o.inputBias), v = linear("v_proj", o.inputBias);
        out = linear("projection_layer", true);
        if (!o.normedHeads) return;
        const nn::NormOptions norm{nn::NormKind::RMSNorm, 1e-6};
        qNorm = register_module("q_norm", nn::Norm(norm, o.width));
        kNorm = register_module("k_norm", nn::Norm(norm, o.width));
    }
    torch::Tensor forward(const torch::Tensor& x, const nn::ForwardContext& context) override {
        auto queries = q->forward(x, context), keys = k->forward(x, context);
        if (qNorm) queries = qNorm->forward(queries), keys = kNorm->forward(keys);
        const auto split = [&](const torch::Tensor& all) { return all.reshape({x.size(0), heads, -1}); };
        const nn::AttentionMask mask{context.causal, 0, {}};
        return out->forward(nn::attend(split(queries), split(keys), split(v->forward(x, context)), context.segments,
                                       mask, *context.masks),
                            context);
    }
    std::int64_t heads;
    nn::Linear q{nullptr}, k{nullptr}, v{nullptr}, out{nullptr};
    nn::Norm qNorm{nullptr}, kNorm{nullptr};
};

struct InternVlBlock : nn::Block, nn::StartValues {
    InternVlBlock(const InternVlOptions& o, std::int64_t layer)
        : Block(layer), width(o.width), layerScale(o.layerScale) {
        norm1 = register_module("layernorm_before", nn::Norm(o.norm, o.width));
        attention = register_module("attention", std::make_shared<InternVlAttentionImpl>(o));
        norm2 = register_module("layernorm_after", nn::Norm(o.norm, o.width));
        mlp = register_module("mlp",
                              nn::Mlp(nn::MlpOptions{.width = o.width, .inner = o.inner, .activation = o.activation}));
        scale1 = register_parameter("lambda_1", nn::emptyParameter({o.width}));
        scale2 = register_parameter("lambda_2", nn::emptyParameter({o.width}));
    }
    torch::Tensor forward(const torch::Tensor& x, const nn::ForwardContext& context) override {
        const auto scaled = [](const torch::Tensor& scale) {
            return [&scale](const torch::Tensor& output) { return scale.to(output.scalar_type()) * output; };
        };
        const auto attended = nn::residual(
            x, attentionHooks, context, [&](const torch::Tensor& input) { return norm1->forward(input); },
            [&](const torch::Tensor& input) { return attention->forward(input, context); }, scaled(scale1));
        return nn::residual(
            attended, mlpHooks, context, [&](const torch::Tensor& input) { return norm2->forward(input); },
            [&](const torch::Tensor& input) { return mlp->forward(input, context); }, scaled(scale2));
    }
    std::vector<Sublayer> sublayers() override {
        return {{"attention", true, width, &attentionHooks}, {"mlp", false, width, &mlpHooks}};
    }
    void setStartValues(at::Generator&) override {
        scale1.fill_(layerScale);
        scale2.fill_(layerScale);
    }

    std::int64_t width;
    double layerScale;
    nn::Norm norm1{nullptr}, norm2{nullptr};
    std::shared_ptr<InternVlAttentionImpl> attention;
    nn::Mlp mlp{nullptr};
    torch::Tensor scale1, scale2;
    nn::HookList<nn::SublayerHook> attentionHooks, mlpHooks;
};

class InternVlEncoder : public Encoder {
public:
    explicit InternVlEncoder(const InternVlOptions& o) : options_(o) {
        width = o.width;
        embeddings_ = register_module("embeddings", InternVlEmbeddings(o));
        torch::nn::ModuleList list;
        for (std::int64_t i = 0; i < o.layers; ++i) {
            blocks_.push_back(std::make_shared<InternVlBlock>(o, i));
            list->push_back(blocks_.back());
        }
        register_module("encoder", std::make_shared<torch::nn::Module>())->register_module("layer", list);
        if (o.finalNorm)
            finalNorm_ =
                register_module("layernorm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, o.norm.eps}, o.width));
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        auto x = embeddings_->forward(gatheredSquares(media, pass.dtype, options_.image));
        const std::int64_t count = x.size(0), length = x.size(1);
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(static_cast<std::size_t>(count), length));
        x = nn::throughBlocks(blocks_, static_cast<std::size_t>(options_.taken), x.reshape({count * length, width}),
                              context);
        if (options_.takesFinalNorm) x = finalNorm_->forward(x);
        x = x.view({count, length, width});
        if (options_.dropClass) x = x.narrow(1, 1, length - 1);
        Features features{x.reshape({-1, width}), {}, {}};
        for (const MediaSpan* medium : media)
            features.lengths.push_back(medium->tensors.at("pixel_values").size(0) * x.size(1));
        return features;
    }

private:
    InternVlOptions options_;
    InternVlEmbeddings embeddings_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
    nn::Norm finalNorm_{nullptr};
};

const Registry<EncoderFactory>::Entry entry{
    "internvl_vision", [](const Json& section, const std::string& where, const EncoderChoice& choice) {
        return std::make_shared<InternVlEncoder>(read(section, where, choice));
    }};

}  // namespace
}  // namespace atelier::models
