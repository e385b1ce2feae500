#include "common/error.h"
#include "kernels/kernels.h"
#include "models/parts/language_model.h"
#include "nn/causal_conv.h"

#include <torch/torch.h>

// LFM2 (Liquid AI, 2025): layers of short convolutions between two gates, some of attention with norms of each head's
// queries and keys. Reference: transformers, models/lfm2.
namespace atelier::models {
namespace {

struct ShortConvOptions {
    std::int64_t hidden = 0, kernel = 3;
    bool bias = false;
    std::int64_t layer = 0;
};

// c · conv(b · x), where a linear layer gives b, c and x of each token. The cache's state "conv": the last b · x.
struct ShortConv : nn::Mixer {
    explicit ShortConv(const ShortConvOptions& o) : layer(o.layer) {
        inProj = register_module("in_proj", nn::Linear(nn::LinearOptions{o.hidden, 3 * o.hidden, o.bias}));
        conv = register_module("conv", nn::CausalConv(nn::CausalConvOptions{o.hidden, o.kernel, o.bias}));
        outProj = register_module("out_proj", nn::Linear(nn::LinearOptions{o.hidden, o.hidden, o.bias}));
    }

    torch::Tensor forward(const torch::Tensor& x, const nn::ForwardContext& context) override {
        const auto parts = inProj->forward(x, context).chunk(3, -1);
        const auto mixed = conv->forward(parts[0] * parts[2], context.segments,
                                         context.cache ? &context.cache->state(layer, "conv") : nullptr);
        return outProj->forward(parts[1] * mixed, context);
    }

    std::int64_t layer;
    nn::Linear inProj{nullptr}, outProj{nullptr};
    nn::CausalConv conv{nullptr};
};

// The gated MLP under the names that its files have.
struct NumberedMlp : nn::FeedForward {
    NumberedMlp(std::int64_t width, std::int64_t inner) {
        gate = register_module("w1", nn::Linear(nn::LinearOptions{width, inner, false}));
        up = register_module("w3", nn::Linear(nn::LinearOptions{width, inner, false}));
        down = register_module("w2", nn::Linear(nn::LinearOptions{inner, width, false}));
    }

    torch::Tensor forward(const torch::Tensor& x, const nn::ForwardContext& context) override {
        return down->forward(kernels::swiglu(gate->forward(x, context), up->forward(x, context)), context);
    }

    nn::Linear gate{nullptr}, up{nullptr}, down{nullptr};
};

// A decoder whose last norm has the name that its files have.
struct Lfm2 : nn::DecoderImpl {
    explicit Lfm2(nn::DecoderOptions options) : nn::DecoderImpl(std::move(options)) {
        unregister_module("norm");
        register_module("embedding_norm", norm);
    }
};

// The keys of the class, from those of older files.
Json withTodaysKeys(const Json& section) {
    Json text = section;
    for (const auto& [older, today] : {std::pair("block_ff_dim", "intermediate_size"), {"norm_eps", "rms_norm_eps"}})
        if (const auto found = section.find(older); found != section.end() && !found->is_null()) text[today] = *found;
    return text;
}

// What "intermediate_size" comes to.
std::int64_t innerOf(const Json& text, const std::string& where, std::int64_t said) {
    if (!jsonAt<bool>(text, "block_auto_adjust_ff_dim", where, true)) return said;
    auto inner = static_cast<std::int64_t>(2 * said / 3);
    const auto multiplier = text.find("block_ffn_dim_multiplier");
    if (multiplier != text.end() && multiplier->is_null()) return inner;
    const auto factor = jsonAt<double>(text, "block_ffn_dim_multiplier", where, 1.0);
    const auto multiple = jsonAt<std::int64_t>(text, "block_multiple_of", where, 256);
    checkSizes({{"block_multiple_of", multiple}}, where);
    inner = static_cast<std::int64_t>(factor * static_cast<double>(inner));
    inner = (inner + multiple - 1) / multiple * multiple;
    if (inner < 1) throw Error("\"block_ffn_dim_multiplier\" leaves the feed-forward layers no width", where);
    return inner;
}

std::vector<bool> convLayers(const Json& text, const std::string& where, std::int64_t layers) {
    std::vector<bool> conv;
    if (const auto types = text.find("layer_types"); types != text.end() && !types->is_null()) {
        if (!types->is_array() || std::ssize(*types) != layers)
            throw Error("\"layer_types\" must have a type for each of the " + std::to_string(layers) + " layers",
                        where);
        for (const Json& type : *types) {
            if (type != "conv" && type != "full_attention")
                throw Error("unknown layer type " + type.dump(), where, "known: conv, full_attention");
            conv.push_back(type == "conv");
        }
        return conv;
    }
    const auto attention = text.find("full_attn_idxs");
    if (attention == text.end() || attention->is_null()) return std::vector<bool>(static_cast<std::size_t>(layers));
    conv.assign(static_cast<std::size_t>(layers), true);
    if (!attention->is_array()) throw Error("\"full_attn_idxs\" must be a list of layers", where);
    for (const Json& index : *attention) {
        if (!index.is_number_integer() || index.get<std::int64_t>() < 0 || index.get<std::int64_t>() >= layers)
            throw Error("\"full_attn_idxs\" names a layer that is not there: " + index.dump(), where);
        conv[index.get<std::size_t>()] = false;
    }
    return conv;
}

const Registry<LanguageModelFactory>::Entry entry{
    "lfm2", [](const Json& section, const std::string& where) {
        const Json text = withTodaysKeys(section);
        auto config = LlamaConfig::read(text, where,
                                        {.vocabulary = 65536,
                                         .hidden = 2560,
                                         .inner = 12288,
                                         .layers = 32,
                                         .heads = 32,
                                         .keyValueHeads = 8,
                                         .maxPositions = 128000,
                                         .eps = 1e-5,
                                         .theta = 1e6});
        config.attentionBias = config.outputBias = false;
        auto options = config.decoder([&](nn::SelfAttentionOptions& attention) {
            attention.headNorm = nn::NormOptions{nn::NormKind::RMSNorm, config.eps};
            attention.out = "out_proj";
            attention.qNorm = "q_layernorm";
            attention.kNorm = "k_layernorm";
        });
        options.norms = {.beforeMixer = "operator_norm", .beforeMlp = "ffn_norm"};
        const auto conv = convLayers(text, where, config.layers);
        const auto inner = innerOf(text, where, config.inner);
        ShortConvOptions mixer;
        mixer.hidden = config.hidden;
        mixer.kernel = jsonAt<std::int64_t>(text, "conv_L_cache", where, mixer.kernel);
        mixer.bias = jsonAt<bool>(text, "conv_bias", where, false);
        checkSizes({{"conv_L_cache", mixer.kernel}}, where);
        for (std::size_t i = 0; i < options.layers.size(); ++i) {
            auto& layer = options.layers[i];
            layer.mlpName = "feed_forward";
            layer.mlp = [hidden = config.hidden, inner] { return std::make_shared<NumberedMlp>(hidden, inner); };
            if (!conv[i]) continue;
            mixer.layer = static_cast<std::int64_t>(i);
            layer.mixerName = "conv";
            layer.mixer = [mixer] { return std::make_shared<ShortConv>(mixer); };
        }
        return std::make_shared<Lfm2>(std::move(options));
    }};

}  // namespace
}  // namespace atelier::models
