#include "common/error.h"
#include "models/family.h"
#include "nn/layers.h"
#include "nn/patch_projection.h"
#include "nn/vision_block.h"

#include <torch/torch.h>

// Qwen2-VL (Wang et al., 2024): vision transformer with two-dimensional rotary over patches of any image size, 2×2
// merger, Qwen2 decoder with multimodal rotary. Reference: transformers, models/qwen2_vl.
namespace atelier::models {
namespace {

struct TowerOptions {
    std::int64_t depth = 0, width = 0, heads = 0, inner = 0, channels = 3, patch = 14, frames = 2, merge = 2, out = 0;
    nn::Activation activation = nn::Activation::QuickGelu;
    double ropeTheta = 10000;
};

TowerOptions towerOptions(const Json& config, const std::string& where, std::int64_t hidden) {
    const std::string place = where + ": vision_config";
    const auto found = config.find("vision_config");
    if (found == config.end()) throw Error("\"vision_config\" is missing", where);
    const Json& vision = *found;
    TowerOptions o;
    o.depth = jsonAt<std::int64_t>(vision, "depth", place, 32);
    o.width = jsonAt<std::int64_t>(vision, "embed_dim", place, 1280);
    o.heads = jsonAt<std::int64_t>(vision, "num_heads", place, 16);
    o.channels = jsonAt<std::int64_t>(vision, "in_channels", place, jsonAt<std::int64_t>(vision, "in_chans", place, 3));
    o.patch = jsonAt<std::int64_t>(vision, "patch_size", place, 14);
    o.frames = jsonAt<std::int64_t>(vision, "temporal_patch_size", place, 2);
    o.merge = jsonAt<std::int64_t>(vision, "spatial_merge_size", place, 2);
    o.inner = static_cast<std::int64_t>(static_cast<double>(o.width) * jsonAt<double>(vision, "mlp_ratio", place, 4));
    o.activation =
        nn::activationFrom(jsonAt<std::string>(vision, "hidden_act", place, std::string("quick_gelu")), place);
    if (const auto rope = vision.find("rope_parameters"); rope != vision.end() && rope->is_object())
        o.ropeTheta = jsonAt<double>(*rope, "rope_theta", place, o.ropeTheta);
    o.out = hidden;
    checkLayers(o.depth, place);
    if (o.heads < 1 || o.width % o.heads != 0 || (o.width / o.heads) % 4 != 0 || o.merge < 1)
        throw Error("sizes of the vision tower do not fit together", place);
    return o;
}

// ln_q, 2×2 neighbours side by side, mlp.0, GELU, mlp.2
struct MergerImpl : torch::nn::Module {
    explicit MergerImpl(const TowerOptions& o) : wide(o.width * o.merge * o.merge) {
        norm = register_module("ln_q", nn::Norm(nn::NormImpl::Kind::LayerNorm, o.width, 1e-6));
        auto mlp = register_module("mlp", std::make_shared<torch::nn::Module>());
        first = mlp->register_module("0", nn::Linear(nn::LinearOptions{wide, wide}));
        second = mlp->register_module("2", nn::Linear(nn::LinearOptions{wide, o.out}));
    }
    torch::Tensor forward(const torch::Tensor& x) {
        return second->forward(at::gelu(first->forward(norm->forward(x).reshape({-1, wide}))));
    }
    std::int64_t wide;
    nn::Norm norm{nullptr};
    nn::Linear first{nullptr}, second{nullptr};
};
TORCH_MODULE(Merger);

// Row and column of every patch, in the order in which patches come: blocks of merge × merge, row by row within.
std::pair<torch::Tensor, torch::Tensor> patchPlaces(const Batch& batch, std::int64_t merge) {
    std::vector<torch::Tensor> rows, columns;
    for (const auto& grid : batch.grids) {
        const std::int64_t t = grid[0], h = grid[1], w = grid[2];
        const auto inBlocks = [&](const torch::Tensor& plane) {
            return plane.view({h / merge, merge, w / merge, merge}).permute({0, 2, 1, 3}).flatten().repeat({t});
        };
        rows.push_back(inBlocks(torch::arange(h).view({h, 1}).expand({h, w}).contiguous()));
        columns.push_back(inBlocks(torch::arange(w).view({1, w}).expand({h, w}).contiguous()));
    }
    return {torch::cat(rows), torch::cat(columns)};
}

struct Qwen2VlTowerImpl : torch::nn::Module {
    explicit Qwen2VlTowerImpl(const TowerOptions& o) : options(o) {
        auto embed = register_module("patch_embed", std::make_shared<torch::nn::Module>());
        patches = embed->register_module(
            "proj",
            nn::PatchProjection(std::vector<std::int64_t>{o.width, o.channels, o.frames, o.patch, o.patch}, false));
        nn::VisionBlockOptions block;
        block.attention = {.hidden = o.width,
                           .heads = o.heads,
                           .keyValueHeads = o.heads,
                           .headSize = o.width / o.heads,
                           .inputBias = true,
                           .outputBias = true,
                           .fused = true,
                           .out = "proj"};
        block.inner = o.inner;
        block.activation = o.activation;
        torch::nn::ModuleList list;
        for (std::int64_t i = 0; i < o.depth; ++i) {
            block.attention.layer = i;
            blocks.emplace_back(block);
            list->push_back(blocks.back());
        }
        register_module("blocks", list);
        merger = register_module("merger", Merger(o));
    }

    torch::Tensor forward(const torch::Tensor& pixels, const Batch& batch, bool recompute) {
        nn::AttentionContext context;
        context.causal = false;
        std::vector<std::int64_t> lengths;
        for (const auto& [t, h, w] : batch.grids)
            lengths.insert(lengths.end(), static_cast<std::size_t>(t), h * w);
        context.segments = nn::Segments::ofLengths(lengths);
        const auto [rows, columns] = patchPlaces(batch, options.merge);
        context.rotary = nn::makeAxialRotary(rows.to(pixels.device()), columns.to(pixels.device()),
                                             options.width / options.heads, options.ropeTheta);
        context.recompute = recompute;
        return nn::throughLayers(blocks, blocks.size(), patches->ofPatches(pixels), context);
    }

    TowerOptions options;
    nn::PatchProjection patches{nullptr};
    std::vector<nn::VisionBlock> blocks;
    Merger merger{nullptr};
};
TORCH_MODULE(Qwen2VlTower);

class Qwen2Vl : public VisionLanguageModel {
public:
    Qwen2Vl(const Json& config, const std::string& where) {
        const Json& text = textConfig(config);
        nn::DecoderOptions defaults;
        defaults.eps = 1e-5;
        defaults.ropeTheta = 1e6;
        auto decoderConfig = decoderOptions(text, where, defaults);
        decoderConfig.attentionBias = true;
        decoderConfig.outputBias = false;
        std::int64_t sum = 0;
        for (const auto n : decoderConfig.multimodalSections)
            sum += n;
        if (2 * sum != decoderConfig.headSize) throw Error("mrope_section must add up to half the head size", where);

        imageTokenId = jsonAt<std::int64_t>(config, "image_token_id", where, 151655);
        auto inner = register_module("model", std::make_shared<torch::nn::Module>());
        visual_ = inner->register_module("visual", Qwen2VlTower(towerOptions(config, where, decoderConfig.hidden)));
        buildLanguageModel(*inner, decoderConfig, tiesEmbeddings(config, where));
    }

    torch::Tensor tower(const torch::Tensor& pixels, const Batch& batch) override {
        return visual_->forward(pixels, batch, recompute);
    }
    torch::Tensor project(const torch::Tensor& features) override { return visual_->merger->forward(features); }
    Part partOf(const std::string& name) const override {
        if (name.starts_with("model.visual.merger")) return Part::Projector;
        return name.starts_with("model.visual") ? Part::VisionTower : Part::LanguageModel;
    }

private:
    Qwen2VlTower visual_{nullptr};
};

std::string moduleName(const std::string& file) {
    std::string name = file;
    if (name.starts_with("model.language_model.") || name.starts_with("model.visual.")) return name;
    if (replacePrefix(name, "visual.", "model.visual.")) return name;
    replacePrefix(name, "model.", "model.language_model.");
    return name;
}

std::string fileName(const std::string& module) {
    std::string name = module;
    if (!replacePrefix(name, "model.visual.", "visual.")) replacePrefix(name, "model.language_model.", "model.");
    return name;
}

const Registry<Family>::Entry entry{
    "qwen2_vl",
    {[](const Json& config, const std::string& where) { return std::make_shared<Qwen2Vl>(config, where); }, moduleName,
     fileName}};

}  // namespace
}  // namespace atelier::models
