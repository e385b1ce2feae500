#include "common/error.h"
#include "models/parts/language_model.h"

#include <cmath>
#include <vector>

// Gemma (Gemma Team, 2024, arXiv 2403.08295): scaled embeddings, norms of 1 + w. Gemma 2 (2024, arXiv 2408.00118):
// norms behind the sub-layers, too; layers that see a window of tokens and layers that see all of them; soft caps on
// scores and logits. Gemma 3 (2025, arXiv 2503.19786): each kind of layer has its own rotary base; norms of each head's
// queries and keys; no caps. Reference: transformers, models/gemma, models/gemma2 and models/gemma3.
namespace atelier::models {
namespace {

const LlamaConfig kGemma{.vocabulary = 256000,
                         .hidden = 3072,
                         .inner = 24576,
                         .layers = 28,
                         .heads = 16,
                         .keyValueHeads = 16,
                         .headSize = 256,
                         .maxPositions = 8192,
                         .eps = 1e-6,
                         .theta = 10000,
                         .activation = nn::Activation::GeluTanh};
const LlamaConfig kGemma2{.vocabulary = 256000,
                          .hidden = 2304,
                          .inner = 9216,
                          .layers = 26,
                          .heads = 8,
                          .keyValueHeads = 4,
                          .headSize = 256,
                          .maxPositions = 8192,
                          .eps = 1e-6,
                          .theta = 10000,
                          .activation = nn::Activation::GeluTanh};
const LlamaConfig kGemma3{.vocabulary = 262208,
                          .hidden = 2304,
                          .inner = 9216,
                          .layers = 26,
                          .heads = 8,
                          .keyValueHeads = 4,
                          .headSize = 256,
                          .maxPositions = 131072,
                          .eps = 1e-6,
                          .theta = 1e6,
                          .activation = nn::Activation::GeluTanh};
constexpr const char *kSliding = "sliding_attention", *kFull = "full_attention";
constexpr std::size_t kGlobalRotary = 0, kLocalRotary = 1;

const Json* objectAt(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_object() ? &*found : nullptr;
}

bool isSet(const Json& text, const char* key) {
    return text.contains(key) && !text[key].is_null() && text[key] != false;
}

// Which layers see a window alone: as "layer_types" says, else all but every `pattern`-th.
std::vector<bool> slidingLayers(const Json& text, const std::string& where, std::int64_t layers, std::int64_t pattern) {
    std::vector<bool> sliding;
    if (isSet(text, "layer_types")) {
        const Json& types = text["layer_types"];
        if (!types.is_array() || std::ssize(types) != layers)
            throw Error("\"layer_types\" must name each of the " + std::to_string(layers) + " layers", where);
        for (const Json& type : types) {
            if (type != kSliding && type != kFull)
                throw Error("unknown layer type " + type.dump(), where + ": layer_types",
                            std::string("known: ") + kSliding + ", " + kFull);
            sliding.push_back(type == kSliding);
        }
        return sliding;
    }
    if (pattern < 1) throw Error("\"sliding_window_pattern\" must be at least 1", where);
    for (std::int64_t i = 0; i < layers; ++i)
        sliding.push_back((i + 1) % pattern != 0);
    return sliding;
}

// transformers 5 has "rope_parameters" for each type of layer; before it, "rope_theta" and "rope_scaling" were those of
// the global layers and "rope_local_base_freq" the base of the sliding ones.
std::vector<nn::RotaryOptions> rotaries(const Json& text, const std::string& where, std::int64_t headSize) {
    std::vector<nn::RotaryOptions> both(2);
    both[kGlobalRotary].theta = jsonAt<double>(text, "rope_theta", where, kGemma3.theta);
    both[kLocalRotary].theta = jsonAt<double>(text, "rope_local_base_freq", where, 10000.0);
    for (nn::RotaryOptions& rotary : both)
        rotary.headSize = headSize;
    for (const char* key : {"rope_parameters", "rope_scaling"})
        if (isSet(text, key) && !text[key].is_object())
            throw Error("\"" + std::string(key) + "\" must be an object", where);
    if (const Json* parameters = objectAt(text, "rope_parameters")) {
        const Json *global = objectAt(*parameters, kFull), *local = objectAt(*parameters, kSliding);
        if (!global && !local && !parameters->empty())
            throw Error("\"rope_parameters\" must be given for each type of layer", where,
                        std::string("known: ") + kSliding + ", " + kFull);
        if (global) readRotary(*global, where + ": rope_parameters: " + kFull, both[kGlobalRotary]);
        if (local) readRotary(*local, where + ": rope_parameters: " + kSliding, both[kLocalRotary]);
    }
    if (const Json* scaling = objectAt(text, "rope_scaling"))
        readRotary(*scaling, where + ": rope_scaling", both[kGlobalRotary]);
    // Written so that NaN is refused, too.
    if (!(both[kGlobalRotary].theta > 0)) throw Error("\"rope_theta\" must be above 0", where);
    if (!(both[kLocalRotary].theta > 0)) throw Error("\"rope_local_base_freq\" must be above 0", where);
    return both;
}

std::int64_t windowOf(const Json& text, const std::string& where) {
    const auto window = jsonAt<std::int64_t>(text, "sliding_window", where, 4096);
    if (window < 1) throw Error("\"sliding_window\" must be at least 1", where);
    return window;
}

// On queries times keys.
double scaleOf(const Json& text, const std::string& where) {
    const auto scalar = jsonAt<double>(text, "query_pre_attn_scalar", where, 256.0);
    if (!(scalar > 0)) throw Error("\"query_pre_attn_scalar\" must be above zero", where);
    return 1 / std::sqrt(scalar);
}

// A soft cap; null switches it off.
double capOf(const Json& text, const char* key, const std::string& where, double otherwise) {
    if (text.contains(key) && text[key].is_null()) return 0;
    const auto cap = jsonAt<double>(text, key, where, otherwise);
    if (!(cap > 0)) throw Error("\"" + std::string(key) + "\" must be above 0, or null", where);
    return cap;
}

// Where norms stand in Gemma 2 and 3.
constexpr nn::LayerNormNames kNormsOnBothSides{"input_layernorm", "post_attention_layernorm",
                                               "pre_feedforward_layernorm", "post_feedforward_layernorm"};

// What all of them share.
void finish(nn::DecoderOptions& options, const LlamaConfig& config) {
    options.norm = {nn::NormKind::RMSNormOne, config.eps};
    options.embeddingScale = std::sqrt(static_cast<double>(config.hidden));
}

std::shared_ptr<nn::DecoderImpl> gemma(const Json& section, const std::string& where) {
    Json text = section;
    text.erase("hidden_activation");
    // The first releases mean the approximation by either name, as the reference takes them.
    if (jsonAt<std::string>(text, "hidden_act", where, std::string("gelu")) == "gelu")
        text["hidden_act"] = nn::nameOf(nn::Activation::GeluTanh);
    const auto config = LlamaConfig::read(text, where, kGemma);
    auto options = config.decoder();
    finish(options, config);
    return std::make_shared<nn::DecoderImpl>(std::move(options));
}

std::shared_ptr<nn::DecoderImpl> gemma2(const Json& section, const std::string& where) {
    Json text = section;
    text.erase("hidden_act");  // the class reads "hidden_activation" alone
    const auto config = LlamaConfig::read(text, where, kGemma2);
    const auto sliding = slidingLayers(section, where, config.layers, 2);
    const auto window = windowOf(section, where);
    const nn::ScoreOptions scores{scaleOf(section, where), capOf(section, "attn_logit_softcapping", where, 50)};
    auto options = config.decoder([&](nn::SelfAttentionOptions& attention) {
        attention.scores = scores;
        attention.window = sliding[static_cast<std::size_t>(attention.layer)] ? window : 0;
        attention.windowInSpans = false;
    });
    finish(options, config);
    options.norms = kNormsOnBothSides;
    options.logitSoftCap = capOf(section, "final_logit_softcapping", where, 30);
    return std::make_shared<nn::DecoderImpl>(std::move(options));
}

std::shared_ptr<nn::DecoderImpl> gemma3(const Json& section, const std::string& where) {
    // In the reference these keys have no effect or another meaning than their names say.
    for (const char* key : {"attn_logit_softcapping", "final_logit_softcapping", "use_bidirectional_attention"})
        if (isSet(section, key))
            throw Error("\"" + std::string(key) + "\" is not supported in Gemma 3", where,
                        "no published Gemma 3 for images sets it");
    Json plain = section;  // rotary is read below, for each type of layer
    plain.erase("rope_parameters");
    plain.erase("rope_scaling");
    const auto config = LlamaConfig::read(plain, where, kGemma3);
    const auto sliding =
        slidingLayers(section, where, config.layers, jsonAt<std::int64_t>(section, "sliding_window_pattern", where, 6));
    const auto window = windowOf(section, where);
    const double scale = scaleOf(section, where);
    auto options = config.decoder([&](nn::SelfAttentionOptions& attention) {
        const bool local = sliding[static_cast<std::size_t>(attention.layer)];
        attention.headNorm = {nn::NormKind::RMSNormOne, config.eps};
        attention.scores.scale = scale;
        attention.rotary = local ? kLocalRotary : kGlobalRotary;
        attention.window = local ? window : 0;
    });
    finish(options, config);
    options.norms = kNormsOnBothSides;
    options.rotaries = rotaries(section, where, config.headSize);
    return std::make_shared<nn::DecoderImpl>(std::move(options));
}

const Registry<LanguageModelFactory>::Entry first{"gemma", gemma};
const Registry<LanguageModelFactory>::Entry second{"gemma2", gemma2};
const Registry<LanguageModelFactory>::Entry third{"gemma3_text", gemma3};

}  // namespace
}  // namespace atelier::models
