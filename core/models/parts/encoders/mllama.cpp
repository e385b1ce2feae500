#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "nn/build_device.h"
#include "nn/cross_attention.h"
#include "nn/mlp.h"
#include "nn/patch_projection.h"

#include <torch/torch.h>

#include <algorithm>

// The vision transformer of Llama 3.2 Vision: tiles of a picture side by side, through plain layers and then through
// gated ones; the last hidden state beside those of some inner layers. Reference: transformers, models/mllama.
namespace atelier::models {
namespace {

struct MllamaVisionOptions {
    std::int64_t layers = 32, globalLayers = 8, width = 1280, heads = 16, inner = 5120, channels = 3, image = 448,
                 patch = 14, tiles = 4;
    nn::Activation activation = nn::Activation::Gelu;
    double eps = 1e-5;
    std::vector<std::int64_t> inside{3, 7, 15, 23, 30};  ///< layers whose outputs are taken, too
    std::int64_t arrangements = 8;                       ///< of tiles; their ids count from 1

    std::int64_t patches() const { return (image / patch) * (image / patch) + 1; }  ///< of a tile, with its class token
};

std::int64_t sideAt(const Json& vision, const char* key, const std::string& where, std::int64_t fallback) {
    const auto found = vision.find(key);
    if (found == vision.end() || !found->is_array()) return jsonAt<std::int64_t>(vision, key, where, fallback);
    if (found->size() != 2 || !(*found)[0].is_number_integer() || (*found)[0] != (*found)[1])
        throw Error("\"" + std::string(key) + "\" must be one side of a square", where);
    return (*found)[0].get<std::int64_t>();
}

// All ways to put at most `tiles` tiles into a rectangle.
std::int64_t arrangementsOf(std::int64_t tiles) {
    std::int64_t count = 0;
    for (std::int64_t rows = 1; rows <= tiles; ++rows)
        count += tiles / rows;
    return count;
}

MllamaVisionOptions read(const Json& vision, const std::string& where) {
    MllamaVisionOptions o;
    o.layers = jsonAt<std::int64_t>(vision, "num_hidden_layers", where, o.layers);
    o.globalLayers = jsonAt<std::int64_t>(vision, "num_global_layers", where, o.globalLayers);
    o.width = jsonAt<std::int64_t>(vision, "hidden_size", where, o.width);
    o.heads = jsonAt<std::int64_t>(vision, "attention_heads", where,
                                   jsonAt<std::int64_t>(vision, "num_attention_heads", where, o.heads));
    o.inner = jsonAt<std::int64_t>(vision, "intermediate_size", where, o.inner);
    o.channels = jsonAt<std::int64_t>(vision, "num_channels", where, o.channels);
    o.image = sideAt(vision, "image_size", where, o.image);
    o.patch = sideAt(vision, "patch_size", where, o.patch);
    o.tiles = jsonAt<std::int64_t>(vision, "max_num_tiles", where, o.tiles);
    o.eps = jsonAt<double>(vision, "norm_eps", where, o.eps);
    o.activation = nn::activationFrom(
        jsonAt<std::string>(vision, "hidden_act", where, std::string(nn::nameOf(o.activation))), where);
    checkLayers(o.layers, where);
    checkLayers(o.globalLayers, where);
    checkSizes({{"hidden_size", o.width},
                {"intermediate_size", o.inner},
                {"attention_heads", o.heads},
                {"num_channels", o.channels},
                {"patch_size", o.patch},
                {"max_num_tiles", o.tiles}},
               where);
    checkMultiple({"hidden_size", o.width}, {"attention_heads", o.heads}, where);
    checkPatch(o.image, o.patch, where);
    if (const auto found = vision.find("intermediate_layers_indices"); found != vision.end() && !found->is_null()) {
        const auto inside = [&](const Json& layer) {
            return layer.is_number_integer() && layer >= 0 && layer < o.layers;
        };
        if (!found->is_array() || !std::all_of(found->begin(), found->end(), inside))
            throw Error("\"intermediate_layers_indices\" must be a list of numbers of layers", where);
        o.inside = found->get<std::vector<std::int64_t>>();
    }
    for (const std::int64_t layer : o.inside)
        if (layer >= o.layers)
            throw Error("\"intermediate_layers_indices\" names a layer that the tower does not have", where);
    o.arrangements = arrangementsOf(o.tiles);
    if (const auto found = vision.find("supported_aspect_ratios"); found != vision.end() && !found->is_null())
        if (!found->is_array() || std::ssize(*found) != o.arrangements)
            throw Error("\"supported_aspect_ratios\" must name all " + std::to_string(o.arrangements) +
                            " rectangles of at most " + std::to_string(o.tiles) + " tiles (max_num_tiles)",
                        where);
    const std::int64_t out = o.width * (1 + std::ssize(o.inside));
    const auto said = jsonAt<std::int64_t>(vision, "vision_output_dim", where, 7680);
    if (said != out)
        throw Error("\"vision_output_dim\" " + std::to_string(said) + " must be " + std::to_string(out) +
                        ": \"hidden_size\" for the last layer and for each of \"intermediate_layers_indices\"",
                    where);
    return o;
}

// Of all rows of a picture those of its tiles are real, the rest is padding (sights of the context: real rows come
// first). Padding sees the real rows alone; they see all, as in the reference.
struct TileAttentionImpl : torch::nn::Module {
    explicit TileAttentionImpl(const MllamaVisionOptions& o) : heads(o.heads) {
        const auto linear = [&](const char* name) {
            return register_module(name, nn::Linear(nn::LinearOptions{o.width, o.width, false}));
        };
        q = linear("q_proj"), k = linear("k_proj"), v = linear("v_proj"), out = linear("o_proj");
    }

    torch::Tensor forward(const torch::Tensor& x, const nn::ForwardContext& context) {
        const std::vector<std::int64_t> shape{x.size(0), heads, x.size(1) / heads};
        const auto queries = q->forward(x, context).reshape(shape), keys = k->forward(x, context).reshape(shape),
                   values = v->forward(x, context).reshape(shape);
        const auto& segments = context.segments;
        const auto& sights = context.media.sights;
        std::vector<std::int64_t> parts;
        for (std::int64_t i = 0; i < segments.count(); ++i) {
            const std::int64_t length = segments.length(i);
            const std::int64_t real = sights.empty() ? length : sights[static_cast<std::size_t>(i)].tokens.length();
            parts.insert(parts.end(), {real, length - real});
        }
        const auto asked = queries.split_with_sizes(parts), seen = keys.split_with_sizes(parts),
                   told = values.split_with_sizes(parts);
        std::vector<torch::Tensor> mixed;
        for (std::size_t i = 0; i < parts.size(); i += 2) {
            const auto both = [i](const std::vector<torch::Tensor>& tensors) {
                return torch::cat({tensors[i], tensors[i + 1]}).unsqueeze(0);
            };
            mixed.push_back(nn::attendSeen(asked[i].unsqueeze(0), both(seen), both(told), {})[0]);
            if (parts[i + 1] > 0)
                mixed.push_back(
                    nn::attendSeen(asked[i + 1].unsqueeze(0), seen[i].unsqueeze(0), told[i].unsqueeze(0), {})[0]);
        }
        return out->forward(torch::cat(mixed), context);
    }

    std::int64_t heads;
    nn::Linear q{nullptr}, k{nullptr}, v{nullptr}, out{nullptr};
};
TORCH_MODULE(TileAttention);

class TileLayer : public nn::Block {
public:
    TileLayer(const MllamaVisionOptions& o, std::int64_t layer, bool gated) : Block(layer), width_(o.width) {
        const nn::NormOptions norm{nn::NormKind::LayerNorm, o.eps};
        norm1_ = register_module("input_layernorm", nn::Norm(norm, o.width));
        attention_ = register_module("self_attn", TileAttention(o));
        norm2_ = register_module("post_attention_layernorm", nn::Norm(norm, o.width));
        nn::MlpOptions mlp;
        mlp.width = o.width, mlp.inner = o.inner, mlp.activation = o.activation;
        mlp_ = register_module("mlp", nn::Mlp(mlp));
        if (!gated) return;
        attentionGate_ = register_parameter("gate_attn", nn::emptyParameter({1}));
        mlpGate_ = register_parameter("gate_ffn", nn::emptyParameter({1}));
    }

    torch::Tensor forward(const torch::Tensor& x, const nn::ForwardContext& context) override {
        const auto gate = [](const torch::Tensor& gate) {
            return [&gate](const torch::Tensor& output) {
                return gate.defined() ? gate.to(output.scalar_type()).tanh() * output : output;
            };
        };
        const auto attended = nn::residual(
            x, attentionHooks_, context, [&](const torch::Tensor& input) { return norm1_->forward(input); },
            [&](const torch::Tensor& input) { return attention_->forward(input, context); }, gate(attentionGate_));
        return nn::residual(
            attended, mlpHooks_, context, [&](const torch::Tensor& input) { return norm2_->forward(input); },
            [&](const torch::Tensor& input) { return mlp_->forward(input, context); }, gate(mlpGate_));
    }

    std::vector<Sublayer> sublayers() override {
        return {{"self_attn", true, width_, &attentionHooks_}, {"mlp", false, width_, &mlpHooks_}};
    }

private:
    std::int64_t width_;
    nn::Norm norm1_{nullptr}, norm2_{nullptr};
    TileAttention attention_{nullptr};
    nn::Mlp mlp_{nullptr};
    torch::Tensor attentionGate_, mlpGate_;
    nn::HookList<nn::SublayerHook> attentionHooks_, mlpHooks_;
};

// A vector for each tile of each arrangement, behind a gate.
struct TileEmbeddingImpl : torch::nn::Module {
    explicit TileEmbeddingImpl(const MllamaVisionOptions& o) : tiles(o.tiles), width(o.width) {
        embedding = register_module("embedding", nn::Embedding(o.arrangements + 1, o.tiles * o.width));
        gate = register_parameter("gate", nn::emptyParameter({1}));
    }
    // x [pictures, tiles, patches, width]
    torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& arrangements) const {
        const auto dtype = x.scalar_type();
        return x + embedding->forward(arrangements, dtype).view({-1, tiles, 1, width}) * gate.to(dtype).tanh();
    }

    std::int64_t tiles, width;
    nn::Embedding embedding{nullptr};
    torch::Tensor gate;
};
TORCH_MODULE(TileEmbedding);

// A vector for each patch, and for each patch of each tile of each arrangement; the gate weighs them.
struct PatchPositionsImpl : torch::nn::Module {
    explicit PatchPositionsImpl(const MllamaVisionOptions& o) : tiles(o.tiles), patches(o.patches()), width(o.width) {
        gate = register_parameter("gate", nn::emptyParameter({1}));
        embedding = register_parameter("embedding", nn::emptyParameter({patches, width}));
        ofTiles = register_module("tile_embedding", nn::Embedding(o.arrangements + 1, tiles * patches * width));
    }
    torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& arrangements) const {
        const auto dtype = x.scalar_type();
        const auto share = gate.to(dtype).tanh();
        const auto own = ofTiles->forward(arrangements, dtype).view({-1, tiles, patches, width});
        return x + (1 - share) * embedding.to(dtype).view({1, 1, patches, width}) + share * own;
    }

    std::int64_t tiles, patches, width;
    torch::Tensor gate, embedding;
    nn::Embedding ofTiles{nullptr};
};
TORCH_MODULE(PatchPositions);

class MllamaEncoder : public Encoder {
public:
    explicit MllamaEncoder(const MllamaVisionOptions& o) : options_(o) {
        width = o.width * (1 + std::ssize(o.inside));
        patches_ = register_module(
            "patch_embedding",
            nn::PatchProjection(std::vector<std::int64_t>{o.width, o.channels, o.patch, o.patch}, false));
        class_ = register_parameter("class_embedding", nn::emptyParameter({o.width}));
        positions_ = register_module("gated_positional_embedding", PatchPositions(o));
        before_ = register_module("pre_tile_positional_embedding", TileEmbedding(o));
        behind_ = register_module("post_tile_positional_embedding", TileEmbedding(o));
        const nn::NormOptions norm{nn::NormKind::LayerNorm, 1e-5};  // not the config's, as in the reference
        preNorm_ = register_module("layernorm_pre", nn::Norm(norm, o.width));
        postNorm_ = register_module("layernorm_post", nn::Norm(norm, o.width));
        layers_ = layers("transformer", o.layers, false);
        globalLayers_ = layers("global_transformer", o.globalLayers, true);
    }

    // Features of all places of tiles, of padding as well: text in front of a picture attends to them.
    Features forward(const MediaList& media, const EncoderPass& pass) override {
        const auto& o = options_;
        const std::int64_t count = std::ssize(media), patches = o.patches(), padded = (patches + 7) / 8 * 8;
        const auto pixels = gathered(media, "pixel_values", pass.dtype);
        const std::vector<std::int64_t> shape{count, 1, o.tiles, o.channels, o.image, o.image};
        if (pixels.sizes() != torch::IntArrayRef(shape))
            throw Error("\"pixel_values\" must be " + std::to_string(o.tiles) + " tiles of " + std::to_string(o.image) +
                            " x " + std::to_string(o.image) + " pixels a picture",
                        "", "the image processor's \"size\" and \"max_image_tiles\" must be those of the model");
        std::vector<torch::Tensor> ids;
        for (const MediaSpan* medium : media)
            ids.push_back(medium->tensors.at("aspect_ratio_ids").reshape({1}));
        const auto arrangements = torch::cat(ids).to(torch::kInt64);

        auto x = patches_->ofImages(pixels.flatten(0, 2)).view({count, o.tiles, patches - 1, o.width});
        x = before_->forward(x, arrangements);
        x = torch::cat({class_.to(pass.dtype).expand({count, o.tiles, 1, o.width}), x}, 2);
        x = preNorm_->forward(positions_->forward(x, arrangements));
        x = torch::constant_pad_nd(x, {0, 0, 0, padded - patches}).view({count * o.tiles * padded, o.width});

        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        const std::int64_t length = o.tiles * padded;
        context.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(static_cast<std::size_t>(count), length));
        const auto order = realFirst(media, padded, context).to(x.device());
        const auto back = torch::argsort(order);
        const auto shared = std::make_shared<const nn::ForwardContext>(context);
        const auto through = [&](const std::vector<std::shared_ptr<nn::Block>>& blocks, auto&& keep) {
            for (std::size_t i = 0; i < blocks.size(); ++i) {
                x = nn::throughBlock(blocks[i], x, shared);
                keep(static_cast<std::int64_t>(i));
            }
        };
        x = x.index_select(0, order);
        std::vector<torch::Tensor> inside(o.inside.size());
        through(layers_, [&](std::int64_t layer) {
            for (std::size_t i = 0; i < inside.size(); ++i)
                if (o.inside[i] == layer) inside[i] = x;
        });
        x = postNorm_->forward(x).index_select(0, back).view({count, o.tiles, padded, o.width});
        x = behind_->forward(x, arrangements).view({count * length, o.width}).index_select(0, order);
        through(globalLayers_, [](std::int64_t) {});
        // Values of one column of all inner layers stand side by side.
        if (!inside.empty()) x = torch::cat({x, torch::stack(inside, -1).flatten(1)}, 1);
        x = x.index_select(0, back).view({count, o.tiles, padded, width}).narrow(2, 0, patches);
        Features features{x.reshape({-1, width}), {}, {}};
        features.lengths.assign(media.size(), o.tiles * patches);
        return features;
    }

private:
    std::vector<std::shared_ptr<nn::Block>> layers(const char* name, std::int64_t count, bool gated) {
        auto stage = register_module(name, std::make_shared<torch::nn::Module>());
        torch::nn::ModuleList list;
        std::vector<std::shared_ptr<nn::Block>> all;
        for (std::int64_t i = 0; i < count; ++i) {
            all.push_back(std::make_shared<TileLayer>(options_, i, gated));
            list->push_back(all.back());
        }
        stage->register_module("layers", list);
        return all;
    }

    // All rows with the real ones of each picture first; the context's sights say how many those are.
    torch::Tensor realFirst(const MediaList& media, std::int64_t padded, nn::ForwardContext& context) const {
        const std::int64_t patches = options_.patches(), length = options_.tiles * padded;
        std::vector<std::int64_t> order;
        for (std::size_t i = 0; i < media.size(); ++i) {
            const std::int64_t begin = static_cast<std::int64_t>(i) * length, tiles = media[i]->grid[0];
            std::vector<std::int64_t> padding;
            for (std::int64_t tile = 0; tile < options_.tiles; ++tile)
                for (std::int64_t at = 0; at < padded; ++at)
                    (tile < tiles && at < patches ? order : padding).push_back(begin + tile * padded + at);
            context.media.sights.push_back({{begin, std::ssize(order)}, length});
            order.insert(order.end(), padding.begin(), padding.end());
        }
        return torch::tensor(order, torch::kInt64);
    }

    MllamaVisionOptions options_;
    nn::PatchProjection patches_{nullptr};
    torch::Tensor class_;
    PatchPositions positions_{nullptr};
    TileEmbedding before_{nullptr}, behind_{nullptr};
    nn::Norm preNorm_{nullptr}, postNorm_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> layers_, globalLayers_;
};

const Registry<EncoderFactory>::Entry entry{"mllama_vision_model",
                                            [](const Json& section, const std::string& where, const EncoderChoice&) {
                                                return std::make_shared<MllamaEncoder>(read(section, where));
                                            }};

}  // namespace
}  // namespace atelier::models
