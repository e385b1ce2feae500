#include "common/error.h"
#include "models/family.h"
#include "nn/layers.h"
#include "nn/patch_projection.h"
#include "nn/vision_block.h"

#include <torch/torch.h>

// LLaVA-1.5 (Liu et al., 2023): CLIP vision transformer, hidden state before the last layer without its class token,
// two-layer projector, Llama decoder. Reference: transformers, models/llava and models/clip.
namespace atelier::models {
namespace {

struct TowerOptions {
    std::int64_t layers = 0, width = 0, heads = 0, inner = 0, channels = 3, image = 0, patch = 0;
    nn::Activation activation = nn::Activation::QuickGelu;
    double eps = 1e-5;
    std::int64_t run = 0;  ///< layers that are computed: up to the chosen hidden state
    bool dropClass = true;
};

TowerOptions towerOptions(const Json& config, const std::string& where) {
    const std::string place = where + ": vision_config";
    const auto found = config.find("vision_config");
    if (found == config.end()) throw Error("\"vision_config\" is missing", where);
    const Json& vision = *found;
    if (const auto type = jsonAt<std::string>(vision, "model_type", place, std::string("clip_vision_model"));
        type != "clip_vision_model")
        throw Error("vision tower \"" + type + "\" is not supported in LLaVA yet", place);
    TowerOptions o;
    o.layers = jsonAt<std::int64_t>(vision, "num_hidden_layers", place, 12);
    o.width = jsonAt<std::int64_t>(vision, "hidden_size", place, 768);
    o.heads = jsonAt<std::int64_t>(vision, "num_attention_heads", place, 12);
    o.inner = jsonAt<std::int64_t>(vision, "intermediate_size", place, 3072);
    o.channels = jsonAt<std::int64_t>(vision, "num_channels", place, 3);
    o.image = jsonAt<std::int64_t>(vision, "image_size", place, 224);
    o.patch = jsonAt<std::int64_t>(vision, "patch_size", place, 32);
    o.eps = jsonAt<double>(vision, "layer_norm_eps", place, 1e-5);
    o.activation =
        nn::activationFrom(jsonAt<std::string>(vision, "hidden_act", place, std::string("quick_gelu")), place);
    checkLayers(o.layers, place);
    if (o.heads < 1 || o.width % o.heads != 0 || o.patch < 1 || o.image < o.patch)
        throw Error("sizes of the vision tower do not fit together", place);
    const auto layer = jsonAt<std::int64_t>(config, "vision_feature_layer", where, -2);
    o.run = layer < 0 ? o.layers + 1 + layer : layer;
    if (o.run < 0 || o.run > o.layers)
        throw Error("\"vision_feature_layer\" names a layer that the tower does not have", where);
    const auto strategy = jsonAt<std::string>(config, "vision_feature_select_strategy", where, std::string("default"));
    if (strategy != "default" && strategy != "full")
        throw Error("unknown vision_feature_select_strategy \"" + strategy + "\"", where);
    o.dropClass = strategy == "default";
    return o;
}

struct ClipEmbeddingsImpl : torch::nn::Module {
    explicit ClipEmbeddingsImpl(const TowerOptions& o) {
        classEmbedding = register_parameter("class_embedding", torch::empty({o.width}));
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

struct ClipTowerImpl : torch::nn::Module {
    explicit ClipTowerImpl(const TowerOptions& o) : options(o) {
        embeddings = register_module("embeddings", ClipEmbeddings(o));
        preNorm = register_module("pre_layrnorm", nn::Norm(nn::NormImpl::Kind::LayerNorm, o.width, o.eps));
        nn::VisionBlockOptions block;
        block.attention = {.hidden = o.width,
                           .heads = o.heads,
                           .keyValueHeads = o.heads,
                           .headSize = o.width / o.heads,
                           .inputBias = true,
                           .outputBias = true,
                           .out = "out_proj"};
        block.inner = o.inner;
        block.activation = o.activation;
        block.eps = o.eps;
        block.norm1Name = "layer_norm1";
        block.norm2Name = "layer_norm2";
        block.attentionName = "self_attn";
        auto encoder = register_module("encoder", std::make_shared<torch::nn::Module>());
        torch::nn::ModuleList list;
        for (std::int64_t i = 0; i < o.layers; ++i) {
            block.attention.layer = i;
            blocks.emplace_back(block);
            list->push_back(blocks.back());
        }
        encoder->register_module("layers", list);
        // Never used: the hidden state is taken before it. Here so that the file's keys are all known.
        register_module("post_layernorm", nn::Norm(nn::NormImpl::Kind::LayerNorm, o.width, o.eps));
    }

    // [n, channels, height, width] -> [n · patches, width]
    torch::Tensor forward(const torch::Tensor& images, bool recompute) {
        auto x = preNorm->forward(embeddings->forward(images));
        const std::int64_t count = x.size(0), length = x.size(1);
        nn::AttentionContext context;
        context.causal = false;
        context.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(static_cast<std::size_t>(count), length));
        x = x.reshape({count * length, options.width});
        context.recompute = recompute;
        x = nn::throughLayers(blocks, static_cast<std::size_t>(options.run), x, context);
        x = x.view({count, length, options.width});
        if (options.dropClass) x = x.narrow(1, 1, length - 1);
        return x.reshape({-1, options.width});
    }

    TowerOptions options;
    ClipEmbeddings embeddings{nullptr};
    nn::Norm preNorm{nullptr};
    std::vector<nn::VisionBlock> blocks;
};
TORCH_MODULE(ClipTower);

struct ProjectorImpl : torch::nn::Module {
    ProjectorImpl(std::int64_t in, std::int64_t out, nn::Activation a, bool bias) : activation(a) {
        first = register_module("linear_1", nn::Linear(nn::LinearOptions{in, out, bias}));
        second = register_module("linear_2", nn::Linear(nn::LinearOptions{out, out, bias}));
    }
    torch::Tensor forward(const torch::Tensor& x) {
        return second->forward(nn::activate(activation, first->forward(x)));
    }
    nn::Activation activation;
    nn::Linear first{nullptr}, second{nullptr};
};
TORCH_MODULE(Projector);

class Llava : public VisionLanguageModel {
public:
    Llava(const Json& config, const std::string& where) {
        const Json& text = textConfig(config);
        // LlamaConfig's defaults: the hub's LLaVA-1.5 says no sizes at all.
        const nn::DecoderOptions defaults{.vocabulary = 32000,
                                          .hidden = 4096,
                                          .inner = 11008,
                                          .layers = 32,
                                          .heads = 32,
                                          .keyValueHeads = 32,
                                          .maxPositions = 4096,
                                          .multimodalSections = {}};
        const auto decoderConfig = decoderOptions(text, where, defaults);
        imageTokenId = jsonAt<std::int64_t>(config, "image_token_index", where,
                                            jsonAt<std::int64_t>(config, "image_token_id", where, 32000));
        const auto tower = towerOptions(config, where);
        auto inner = register_module("model", std::make_shared<torch::nn::Module>());
        tower_ = inner->register_module("vision_tower", ClipTower(tower));
        projector_ = inner->register_module(
            "multi_modal_projector",
            Projector(tower.width, decoderConfig.hidden,
                      nn::activationFrom(
                          jsonAt<std::string>(config, "projector_hidden_act", where, std::string("gelu")), where),
                      jsonAt<bool>(config, "multimodal_projector_bias", where, true)));
        buildLanguageModel(*inner, decoderConfig, tiesEmbeddings(config, where));
    }

    torch::Tensor tower(const torch::Tensor& pixels, const Batch&) override {
        return tower_->forward(pixels, recompute);
    }
    torch::Tensor project(const torch::Tensor& features) override { return projector_->forward(features); }
    Part partOf(const std::string& name) const override {
        if (name.starts_with("model.vision_tower")) return Part::VisionTower;
        return name.starts_with("model.multi_modal_projector") ? Part::Projector : Part::LanguageModel;
    }

private:
    ClipTower tower_{nullptr};
    Projector projector_{nullptr};
};

std::string moduleName(const std::string& file) {
    std::string name = file;
    replacePrefix(name, "language_model.lm_head.", "lm_head.");
    if (!replacePrefix(name, "language_model.model.", "model.language_model."))
        replacePrefix(name, "language_model.", "model.language_model.");
    replacePrefix(name, "vision_tower.", "model.vision_tower.");
    replacePrefix(name, "multi_modal_projector.", "model.multi_modal_projector.");
    replacePrefix(name, "model.vision_tower.vision_model.", "model.vision_tower.");
    return name;
}

std::string fileName(const std::string& module) {
    std::string name = module;
    if (replacePrefix(name, "model.vision_tower.", "vision_tower.vision_model.")) return name;
    if (replacePrefix(name, "model.multi_modal_projector.", "multi_modal_projector.")) return name;
    if (replacePrefix(name, "model.language_model.", "language_model.model.")) return name;
    replacePrefix(name, "lm_head.", "language_model.lm_head.");
    return name;
}

const Registry<Family>::Entry entry{
    "llava",
    {[](const Json& config, const std::string& where) { return std::make_shared<Llava>(config, where); }, moduleName,
     fileName}};

}  // namespace
}  // namespace atelier::models
