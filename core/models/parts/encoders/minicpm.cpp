#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "models/parts/picture_sizes.h"
#include "nn/linear.h"
#include "nn/patch_projection.h"
#include "nn/vision_block.h"

#include <torch/torch.h>

#include <vector>

// MiniCPM-V's tower: SigLIP for pictures of any shape, whose patches are joined by two behind an inner layer, after
// attention within each such square. A medium may be several pictures. Reference: transformers, models/minicpmv4_6.
namespace atelier::models {
namespace {

constexpr const char* kSizes = "target_sizes";
constexpr std::int64_t kJoined = 2;  // patches a side, as the reference has it

struct MiniCpmOptions {
    std::int64_t layers = 12, width = 768, heads = 12, inner = 3072, channels = 3, image = 224, patch = 16;
    nn::Activation activation = nn::Activation::GeluTanh;
    double eps = 1e-6;
    std::int64_t mergeBehind = 6;  ///< the layer behind which patches are joined
    bool merges = true;

    std::int64_t side() const { return image / patch; }
    nn::SelfAttentionOptions attention() const {
        return {.hidden = width,
                .heads = heads,
                .keyValueHeads = heads,
                .headSize = width / heads,
                .inputBias = true,
                .outputBias = true,
                .out = "out_proj"};
    }
};

// A side, or a list of two alike.
std::int64_t sideAt(const Json& vision, const char* key, const std::string& where, std::int64_t otherwise) {
    const auto found = vision.find(key);
    if (found == vision.end() || !found->is_array()) return jsonAt<std::int64_t>(vision, key, where, otherwise);
    if (found->size() != 2 || !(*found)[0].is_number_integer() || (*found)[0] != (*found)[1])
        throw Error("\"" + std::string(key) + "\" must be a square", where);
    return (*found)[0].get<std::int64_t>();
}

MiniCpmOptions read(const Json& vision, const std::string& where) {
    MiniCpmOptions o;
    o.layers = jsonAt<std::int64_t>(vision, "num_hidden_layers", where, o.layers);
    o.width = jsonAt<std::int64_t>(vision, "hidden_size", where, o.width);
    o.heads = jsonAt<std::int64_t>(vision, "num_attention_heads", where, o.heads);
    o.inner = jsonAt<std::int64_t>(vision, "intermediate_size", where, o.inner);
    o.channels = jsonAt<std::int64_t>(vision, "num_channels", where, o.channels);
    o.image = sideAt(vision, "image_size", where, o.image);
    o.patch = sideAt(vision, "patch_size", where, o.patch);
    o.eps = jsonAt<double>(vision, "layer_norm_eps", where, o.eps);
    o.activation = nn::activationFrom(
        jsonAt<std::string>(vision, "hidden_act", where, std::string(nn::nameOf(o.activation))), where);
    o.mergeBehind = jsonAt<std::int64_t>(vision, "insert_layer_id", where, o.mergeBehind);
    o.merges = jsonAt<std::string>(vision, "downsample_mode", where, std::string("16x")) != "4x";
    checkLayers(o.layers, where);
    checkSizes({{"hidden_size", o.width},
                {"intermediate_size", o.inner},
                {"num_attention_heads", o.heads},
                {"num_channels", o.channels},
                {"patch_size", o.patch}},
               where);
    checkMultiple({"hidden_size", o.width}, {"num_attention_heads", o.heads}, where);
    checkPatch(o.image, o.patch, where);
    if (o.merges && (o.mergeBehind < 0 || o.mergeBehind >= o.layers))
        throw Error("\"insert_layer_id\" " + std::to_string(o.mergeBehind) + " names none of the " +
                        std::to_string(o.layers) + " layers of the tower",
                    where);
    if (const auto window = vision.find("window_kernel_size");
        window != vision.end() && !window->is_null() && *window != Json::array({kJoined, kJoined}))
        throw Error("\"window_kernel_size\" must be [2, 2]", where);
    return o;
}

// Attention within squares of 2 × 2 patches, then an MLP that makes one of the four, beside their mean.
struct WindowMerger : torch::nn::Module {
    explicit WindowMerger(const MiniCpmOptions& o) {
        const nn::NormOptions norm{nn::NormKind::LayerNorm, o.eps};
        const std::int64_t four = kJoined * kJoined;
        attention = register_module("self_attn", nn::SelfAttention(o.attention()));
        norm1 = register_module("layer_norm1", nn::Norm(norm, o.width));
        preNorm = register_module("pre_norm", nn::Norm(norm, four * o.width));
        first = register_module("linear_1", nn::Linear(nn::LinearOptions{four * o.width, four * o.inner}));
        second = register_module("linear_2", nn::Linear(nn::LinearOptions{four * o.inner, o.width}));
    }

    torch::Tensor forward(const torch::Tensor& x, const std::vector<PatchGrid>& sizes) {
        constexpr std::int64_t kFour = kJoined * kJoined;
        const std::int64_t width = x.size(1);
        const auto squares = joinedSquares(x, sizes, kJoined).view({-1, width});
        nn::ForwardContext windows;
        windows.causal = false;
        windows.segments = nn::Segments::ofLengths(
            std::vector<std::int64_t>(static_cast<std::size_t>(squares.size(0) / kFour), kFour));
        const auto seen = (squares + attention->forward(norm1->forward(squares), windows)).view({-1, kFour, width});
        const auto inner = nn::activate(nn::Activation::GeluTanh, first->forward(preNorm->forward(seen.flatten(1))));
        return second->forward(inner) + seen.mean(1);
    }

    nn::SelfAttention attention{nullptr};
    nn::Norm norm1{nullptr}, preNorm{nullptr};
    nn::Linear first{nullptr}, second{nullptr};
};

class MiniCpmEncoder : public Encoder {
public:
    explicit MiniCpmEncoder(const MiniCpmOptions& o) : options_(o) {
        width = o.width;
        auto embeddings = register_module("embeddings", std::make_shared<torch::nn::Module>());
        patches_ = embeddings->register_module(
            "patch_embedding",
            nn::PatchProjection(std::vector<std::int64_t>{o.width, o.channels, o.patch, o.patch}, true));
        positions_ = embeddings->register_module("position_embedding", nn::Embedding(o.side() * o.side(), o.width));
        nn::VisionBlockOptions block;
        block.attention = o.attention();
        block.mlp.inner = o.inner;
        block.mlp.activation = o.activation;
        block.norm.eps = o.eps;
        block.norm1Name = "layer_norm1";
        block.norm2Name = "layer_norm2";
        block.attentionName = "self_attn";
        auto encoder = register_module("encoder", std::make_shared<torch::nn::Module>());
        blocks_ = nn::visionBlocks(*encoder, "layers", block, o.layers);
        norm_ = register_module("post_layernorm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, o.eps}, o.width));
        // Where it is not used it is here so that the file's keys are all known.
        merger_ = register_module("vit_merger", std::make_shared<WindowMerger>(o));
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        auto sizes = pictureSizes(media, kSizes, options_.merges ? 2 * kJoined : kJoined);
        Features features;
        features.lengths = patchesOfMedia(media, kSizes, sizes);
        auto x = patches_->ofPatches(gathered(media, "pixel_values", pass.dtype).flatten(1));
        x = x + positions_->forward(placesOf(sizes).to(x.device()), pass.dtype);
        auto context = contextOf(sizes, pass);
        for (std::size_t i = 0; i < blocks_.size(); ++i) {
            x = nn::throughBlock(blocks_[i], x, context);
            if (!options_.merges || static_cast<std::int64_t>(i) != options_.mergeBehind) continue;
            x = merger_->forward(x, sizes);
            for (PatchGrid& size : sizes)
                size = {size.rows / kJoined, size.columns / kJoined};
            for (auto& length : features.lengths)
                length /= kJoined * kJoined;
            context = contextOf(sizes, pass);
        }
        features.rows = norm_->forward(x);
        return features;
    }

private:
    // Patches of a picture see each other.
    static std::shared_ptr<const nn::ForwardContext> contextOf(const std::vector<PatchGrid>& sizes,
                                                               const EncoderPass& pass) {
        std::vector<std::int64_t> lengths;
        for (const PatchGrid& size : sizes)
            lengths.push_back(size.count());
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.segments = nn::Segments::ofLengths(lengths);
        return std::make_shared<const nn::ForwardContext>(std::move(context));
    }

    // Rows of the table of positions: a patch's share of the picture, in the table's steps; with the reference's
    // operations, whose rounding decides at the borders.
    torch::Tensor placesOf(const std::vector<PatchGrid>& sizes) const {
        const std::int64_t side = options_.side();
        const double step = 1.0 / static_cast<double>(side);
        const auto borders = torch::arange(step, 1.0, step, torch::kFloat32);
        const auto steps = [&](std::int64_t count) {
            return torch::bucketize(torch::arange(count, torch::kInt64) / count, borders, /*out_int32=*/false,
                                    /*right=*/true);
        };
        std::vector<torch::Tensor> places;
        for (const PatchGrid& size : sizes)
            places.push_back((steps(size.rows).unsqueeze(1) * side + steps(size.columns)).flatten());
        return torch::cat(places);
    }

    MiniCpmOptions options_;
    nn::PatchProjection patches_{nullptr};
    nn::Embedding positions_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
    nn::Norm norm_{nullptr};
    std::shared_ptr<WindowMerger> merger_;
};

const Registry<EncoderFactory>::Entry entry{"minicpmv4_6_vision",
                                            [](const Json& section, const std::string& where, const EncoderChoice&) {
                                                return std::make_shared<MiniCpmEncoder>(read(section, where));
                                            }};

}  // namespace
}  // namespace atelier::models
