#include "common/error.h"
#include "models/parts/language_model.h"

#include <cmath>
#include <vector>

// Gemma 3 (Gemma Team, 2025, arXiv 2503.19786): layers that see a window of tokens and layers that see all of them,
// each kind with its own rotary base; norms of 1 + w before and behind every sub-layer and of each head's queries and
// keys. Reference: transformers, models/gemma3.
namespace atelier::models {
namespace {

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

// Which layers see a window alone.
std::vector<bool> slidingLayers(const Json& text, const std::string& where, std::int64_t layers) {
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
    const auto pattern = jsonAt<std::int64_t>(text, "sliding_window_pattern", where, 6);
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
    const auto sliding = slidingLayers(section, where, config.layers);
    const auto window = jsonAt<std::int64_t>(section, "sliding_window", where, 4096);
    if (window < 1) throw Error("\"sliding_window\" must be at least 1", where);
    const auto scalar = jsonAt<double>(section, "query_pre_attn_scalar", where, 256.0);
    if (!(scalar > 0)) throw Error("\"query_pre_attn_scalar\" must be above zero", where);

    const nn::NormOptions norm{nn::NormKind::RMSNormOne, config.eps};
    auto options = config.decoder([&](nn::SelfAttentionOptions& attention) {
        const bool local = sliding[static_cast<std::size_t>(attention.layer)];
        attention.headNorm = norm;
        attention.scores.scale = 1 / std::sqrt(scalar);
        attention.rotary = local ? kLocalRotary : kGlobalRotary;
        attention.window = local ? window : 0;
    });
    options.norm = norm;
    options.norms = {"input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm",
                     "post_feedforward_layernorm"};
    options.embeddingScale = std::sqrt(static_cast<double>(config.hidden));
    options.rotaries = rotaries(section, where, config.headSize);
    return std::make_shared<nn::DecoderImpl>(std::move(options));
}

const Registry<LanguageModelFactory>::Entry entry{"gemma3_text", gemma3};

}  // namespace
}  // namespace atelier::models
