#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "nn/decoder.h"
#include "nn/patch_projection.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

// Pixtral's vision tower (Agrawal et al., 2024, arXiv 2410.07073): pictures of any size, two-dimensional rotary, layers
// as a language model has them. Reference: transformers, models/pixtral.
namespace atelier::models {
namespace {

struct PixtralOptions {
    std::int64_t layers = 24, width = 1024, heads = 16, inner = 4096, channels = 3, patch = 16;
    nn::Activation activation = nn::Activation::Gelu;
    double theta = 10000;
    std::int64_t taken = 0;  ///< layers before the hidden state that is taken

    std::int64_t headSize() const { return width / heads; }
};

PixtralOptions read(const Json& vision, const std::string& where, const EncoderChoice& choice) {
    PixtralOptions o;
    o.layers = jsonAt<std::int64_t>(vision, "num_hidden_layers", where, o.layers);
    o.width = jsonAt<std::int64_t>(vision, "hidden_size", where, o.width);
    o.heads = jsonAt<std::int64_t>(vision, "num_attention_heads", where, o.heads);
    o.inner = jsonAt<std::int64_t>(vision, "intermediate_size", where, o.inner);
    o.channels = jsonAt<std::int64_t>(vision, "num_channels", where, o.channels);
    o.patch = jsonAt<std::int64_t>(vision, "patch_size", where, o.patch);
    o.activation = nn::activationFrom(
        jsonAt<std::string>(vision, "hidden_act", where, std::string(nn::nameOf(o.activation))), where);
    o.theta = jsonAt<double>(vision, "rope_theta", where, o.theta);
    if (const auto rope = vision.find("rope_parameters"); rope != vision.end() && rope->is_object())
        o.theta = jsonAt<double>(*rope, "rope_theta", where + ": rope_parameters", o.theta);
    checkLayers(o.layers, where);
    checkSizes({{"hidden_size", o.width},
                {"intermediate_size", o.inner},
                {"num_attention_heads", o.heads},
                {"num_channels", o.channels},
                {"patch_size", o.patch}},
               where);
    checkMultiple({"hidden_size", o.width}, {"num_attention_heads", o.heads}, where);
    if (o.headSize() % 4 != 0)
        throw Error(
            "heads of " + std::to_string(o.headSize()) + " numbers, but two-dimensional rotary needs a multiple of 4",
            where);
    if (!(o.theta > 0)) throw Error("\"rope_theta\" must be above 0", where);
    if (choice.layers.size() != 1)
        throw Error("\"vision_feature_layer\" must be one layer with a Pixtral tower", where);
    o.taken = choice.layers.front() < 0 ? o.layers + 1 + choice.layers.front() : choice.layers.front();
    if (o.taken < 0 || o.taken > o.layers)
        throw Error("\"vision_feature_layer\" names a layer that the tower does not have", where);
    return o;
}

// Frequencies alternate between rows and columns; in the head those of the rows come first.
nn::Rotary rotaryOf(const torch::Tensor& rows, const torch::Tensor& columns, std::int64_t headSize, double theta,
                    torch::Device device) {
    const auto steps = torch::arange(0, headSize, 2, torch::kFloat32) / static_cast<double>(headSize);
    const auto frequencies = torch::pow(theta, steps).reciprocal();
    const auto every = [&](std::int64_t first) { return frequencies.slice(0, first, frequencies.size(0), 2); };
    const auto half = torch::cat(
        {torch::outer(rows.to(torch::kFloat32), every(0)), torch::outer(columns.to(torch::kFloat32), every(1))}, 1);
    const auto angles = torch::cat({half, half}, 1).to(device);
    return {angles.cos(), angles.sin()};
}

class PixtralEncoder : public Encoder {
public:
    explicit PixtralEncoder(const PixtralOptions& o) : options_(o) {
        width = o.width;
        const nn::NormOptions norm{nn::NormKind::RMSNorm, 1e-5};
        patches_ = register_module(
            "patch_conv", nn::PatchProjection(std::vector<std::int64_t>{o.width, o.channels, o.patch, o.patch}, false));
        norm_ = register_module("ln_pre", nn::Norm(norm, o.width));
        nn::DecoderOptions layers;
        layers.hidden = o.width;
        layers.norm = norm;
        layers.norms = {.beforeMixer = "attention_norm", .beforeMlp = "ffn_norm"};
        torch::nn::ModuleList list;
        for (std::int64_t i = 0; i < o.layers; ++i) {
            nn::SelfAttentionOptions attention;
            attention.hidden = o.width;
            attention.heads = attention.keyValueHeads = o.heads;
            attention.headSize = o.headSize();
            attention.layer = i;
            layers.layers.push_back(
                {"attention", "feed_forward",
                 [attention] { return std::make_shared<nn::SelfAttentionImpl>(attention); },
                 [o] { return std::make_shared<nn::GatedMlpImpl>(o.width, o.inner, o.activation); }});
            blocks_.push_back(std::make_shared<nn::DecoderLayerImpl>(layers, i));
            list->push_back(blocks_.back());
        }
        register_module("transformer", std::make_shared<torch::nn::Module>())->register_module("layers", list);
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        std::vector<torch::Tensor> all, rows, columns;
        Features features;
        torch::Device device(torch::kCPU);
        for (const MediaSpan* medium : media) {
            const auto pixels = gathered({medium}, "pixel_values", pass.dtype);
            device = pixels.device();
            const std::int64_t h = pixels.size(2) / options_.patch, w = pixels.size(3) / options_.patch;
            if (pixels.size(0) != 1 || medium->grid[1] != h || medium->grid[2] != w)
                throw Error("a picture of " + std::to_string(pixels.size(3)) + " x " + std::to_string(pixels.size(2)) +
                                " pixels is not " + std::to_string(medium->grid[2]) + " x " +
                                std::to_string(medium->grid[1]) + " patches of " + std::to_string(options_.patch),
                            "pixel_values", "\"patch_size\" of the processor and of the model must be the same");
            all.push_back(patches_->ofImages(pixels).squeeze(0));
            rows.push_back(torch::arange(h).view({h, 1}).expand({h, w}).flatten());
            columns.push_back(torch::arange(w).view({1, w}).expand({h, w}).flatten());
            features.lengths.push_back(h * w);
        }
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = nn::Segments::ofLengths(features.lengths);
        context.rotaries = {
            rotaryOf(torch::cat(rows), torch::cat(columns), options_.headSize(), options_.theta, device)};
        features.rows = nn::throughBlocks(blocks_, static_cast<std::size_t>(options_.taken),
                                          norm_->forward(torch::cat(all)), context);
        return features;
    }

private:
    PixtralOptions options_;
    nn::PatchProjection patches_{nullptr};
    nn::Norm norm_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
};

const Registry<EncoderFactory>::Entry entry{
    "pixtral", [](const Json& section, const std::string& where, const EncoderChoice& choice) {
        return std::make_shared<PixtralEncoder>(read(section, where, choice));
    }};

}  // namespace
}  // namespace atelier::models
