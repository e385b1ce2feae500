#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/grids.h"
#include "models/parts/language_model.h"
#include "models/parts/padded_patches.h"
#include "nn/build_device.h"
#include "nn/decoder.h"
#include "nn/start_values.h"

#include <torch/torch.h>

#include <cmath>

// Gemma 4's vision tower: pictures of any size, positions of rows and columns from tables and by rotary, a half of each
// head for either; squares of patches are pooled into a feature. Reference: transformers, Gemma4VisionModel.
namespace atelier::models {
namespace {

struct Gemma4VisionOptions {
    std::int64_t layers = 16, width = 768, inner = 3072, heads = 12, keyValueHeads = 12, headSize = 64, patch = 16,
                 pool = 3, positions = 10240;
    nn::Activation activation = nn::Activation::GeluTanh;
    double eps = 1e-6, theta = 100;
    bool clipped = false, standardized = false;
};

Gemma4VisionOptions read(const Json& vision, const std::string& where) {
    Gemma4VisionOptions o;
    const auto size = [&](const char* key, std::int64_t& value) {
        value = jsonAt<std::int64_t>(vision, key, where, value);
    };
    size("num_hidden_layers", o.layers);
    size("hidden_size", o.width);
    size("intermediate_size", o.inner);
    size("num_attention_heads", o.heads);
    size("num_key_value_heads", o.keyValueHeads);
    size("head_dim", o.headSize);
    size("patch_size", o.patch);
    size("pooling_kernel_size", o.pool);
    size("position_embedding_size", o.positions);
    o.activation = nn::activationFrom(
        jsonAt<std::string>(vision, "hidden_activation", where, std::string(nn::nameOf(o.activation))), where);
    o.eps = jsonAt<double>(vision, "rms_norm_eps", where, o.eps);
    o.clipped = jsonAt<bool>(vision, "use_clipped_linears", where, false);
    o.standardized = jsonAt<bool>(vision, "standardize", where, false);
    if (const auto rope = vision.find("rope_parameters"); rope != vision.end() && rope->is_object()) {
        const std::string place = where + ": rope_parameters";
        o.theta = jsonAt<double>(*rope, "rope_theta", place, o.theta);
        if (const auto type = jsonAt<std::string>(*rope, "rope_type", place, std::string("axial"));
            type != "axial" && type != "default")
            throw Error("rope type \"" + type + "\" is not supported in this tower", place, "known: axial");
    }
    checkLayers(o.layers, where);
    checkSizes({{"hidden_size", o.width},
                {"intermediate_size", o.inner},
                {"num_attention_heads", o.heads},
                {"num_key_value_heads", o.keyValueHeads},
                {"head_dim", o.headSize},
                {"patch_size", o.patch},
                {"pooling_kernel_size", o.pool},
                {"position_embedding_size", o.positions}},
               where);
    checkMultiple({"num_attention_heads", o.heads}, {"num_key_value_heads", o.keyValueHeads}, where);
    if (o.headSize % 4 != 0)
        throw Error(
            "heads of " + std::to_string(o.headSize) + " numbers, but two-dimensional rotary needs a multiple of 4",
            where);
    if (!(o.eps >= 0)) throw Error("\"rms_norm_eps\" must not be negative", where);
    if (!(o.theta > 0)) throw Error("\"rope_theta\" must be above 0", where);
    return o;
}

// Patches, each as its numbers in [0, 1] -> [patches, width], with the embeddings of its column and row.
struct PatchEmbedderImpl : torch::nn::Module {
    explicit PatchEmbedderImpl(const Gemma4VisionOptions& o) : positions(o.positions) {
        inputProj = register_module("input_proj", nn::Linear(nn::LinearOptions{3 * o.patch * o.patch, o.width, false}));
        table = register_parameter("position_embedding_table", nn::emptyParameter({2, o.positions, o.width}));
    }

    torch::Tensor forward(const torch::Tensor& pixels, const torch::Tensor& rows, const torch::Tensor& columns,
                          torch::Dtype dtype) {
        if (pixels.size(-1) != inputProj->options.in)
            throw Error("patches of " + std::to_string(pixels.size(-1)) + " numbers, but the vision tower takes " +
                            std::to_string(inputProj->options.in),
                        "pixel_values", "the image processor must belong to the model: same patch_size");
        const auto x = inputProj->forward((2 * (pixels - 0.5)).to(dtype));
        const auto at = [&](std::int64_t axis, const torch::Tensor& places) {
            return at::embedding(table[axis], places).to(dtype);
        };
        return x + (at(0, columns) + at(1, rows));
    }

    std::int64_t positions;
    nn::Linear inputProj{nullptr};
    torch::Tensor table;
};

class Gemma4Vision : public Encoder, public nn::StartValues {
public:
    explicit Gemma4Vision(const Gemma4VisionOptions& o) : options_(o) {
        width = o.width;
        embedder_ = register_module("patch_embedder", std::make_shared<PatchEmbedderImpl>(o));
        const nn::NormOptions norm{nn::NormKind::RMSNorm, o.eps};
        nn::DecoderOptions layers;
        layers.hidden = o.width;
        layers.norm = norm;
        layers.norms = {"input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm",
                        "post_feedforward_layernorm"};
        const auto wrapping = o.clipped ? nn::Wrapping::Clipped : nn::Wrapping::Plain;
        torch::nn::ModuleList list;
        for (std::int64_t i = 0; i < o.layers; ++i) {
            nn::SelfAttentionOptions attention;
            attention.hidden = o.width;
            attention.heads = o.heads;
            attention.keyValueHeads = o.keyValueHeads;
            attention.headSize = o.headSize;
            attention.headNorm = norm;
            attention.valueNorm = o.eps;
            attention.scores.scale = 1;
            attention.wrapping = wrapping;
            attention.layer = i;
            nn::DecoderLayerOptions layer;
            layer.mixer = [attention] { return std::make_shared<nn::SelfAttentionImpl>(attention); };
            layer.mlp = [o, wrapping] {
                return std::make_shared<nn::GatedMlpImpl>(o.width, o.inner, o.activation, false, wrapping);
            };
            layers.layers.push_back(std::move(layer));
            blocks_.push_back(std::make_shared<nn::DecoderLayerImpl>(layers, i));
            list->push_back(blocks_.back());
        }
        register_module("encoder", std::make_shared<torch::nn::Module>())->register_module("layers", list);
        if (!o.standardized) return;
        bias_ = register_buffer("std_bias", nn::emptyParameter({o.width}));
        scale_ = register_buffer("std_scale", nn::emptyParameter({o.width}));
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        const auto pixels = paddedPatches(media, torch::kFloat32);
        for (const MediaSpan* medium : media)
            checkGrid(medium->grid);
        auto [rows, columns] = patchPlaces(media, 1);
        rows = rows.to(pixels.device()), columns = columns.to(pixels.device());
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = frameSegments(media);
        context.rotaries = {nn::makeSplitAxialRotary(columns, rows, options_.headSize, options_.theta)};
        const auto hidden =
            nn::throughBlocks(blocks_, blocks_.size(), embedder_->forward(pixels, rows, columns, pass.dtype), context);
        return pooled(hidden, media, pass.dtype);
    }

    void setStartValues(at::Generator&) override {
        if (!bias_.defined()) return;
        bias_.zero_();
        scale_.fill_(1);
    }

private:
    void checkGrid(const Grid& grid) const {
        const auto [t, h, w] = grid;
        if (h % options_.pool != 0 || w % options_.pool != 0)
            throw Error("a grid of " + std::to_string(h) + " x " + std::to_string(w) +
                            " patches, but the vision tower joins " + std::to_string(options_.pool) + " x " +
                            std::to_string(options_.pool),
                        "pixel_values", "\"pooling_kernel_size\" of the processor and of the model must be the same");
        if (h > options_.positions || w > options_.positions)
            throw Error("a side of " + std::to_string(std::max(h, w)) + " patches, but the vision tower has " +
                            std::to_string(options_.positions) + " positions",
                        "pixel_values", "take fewer or smaller pictures");
    }

    // Means of squares of patches, scaled in fp32: the numbers can leave fp16's range.
    Features pooled(const torch::Tensor& hidden, const MediaList& media, torch::Dtype dtype) const {
        Features features;
        std::vector<torch::Tensor> all;
        const std::int64_t k = options_.pool;
        std::vector<std::int64_t> patches;
        for (const MediaSpan* medium : media)
            patches.push_back(medium->grid[0] * medium->grid[1] * medium->grid[2]);
        const auto parts = hidden.split_with_sizes(patches);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const auto [t, h, w] = media[i]->grid;
            const auto squares = parts[i].to(torch::kFloat32).view({t, h / k, k, w / k, k, width});
            all.push_back(squares.mean({2, 4}).view({-1, width}));
            features.lengths.push_back(all.back().size(0));
        }
        auto rows = torch::cat(all).to(dtype).to(torch::kFloat32) * std::sqrt(static_cast<double>(width));
        if (bias_.defined()) rows = (rows - bias_.to(torch::kFloat32)) * scale_.to(torch::kFloat32);
        features.rows = rows.to(dtype);
        return features;
    }

    Gemma4VisionOptions options_;
    std::shared_ptr<PatchEmbedderImpl> embedder_;
    std::vector<std::shared_ptr<nn::Block>> blocks_;
    torch::Tensor bias_, scale_;  ///< undefined unless standardized
};

const Registry<EncoderFactory>::Entry entry{"gemma4_vision",
                                            [](const Json& section, const std::string& where, const EncoderChoice&) {
                                                return std::make_shared<Gemma4Vision>(read(section, where));
                                            }};

}  // namespace
}  // namespace atelier::models
