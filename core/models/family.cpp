#include "models/family.h"

#include "common/error.h"

namespace atelier::models {

const Json& textConfig(const Json& config) {
    const auto found = config.find("text_config");
    return found != config.end() && found->is_object() ? *found : config;
}

void checkLayers(std::int64_t layers, const std::string& where) {
    constexpr std::int64_t kMost = 1000;
    if (layers < 1 || layers > kMost)
        throw Error(std::to_string(layers) + " layers: expected 1 to " + std::to_string(kMost), where);
}

nn::DecoderOptions decoderOptions(const Json& text, const std::string& where, const nn::DecoderOptions& defaults) {
    const auto integer = [&](const char* key, std::int64_t fallback) {
        return fallback > 0 ? jsonAt<std::int64_t>(text, key, where, fallback) : jsonAt<std::int64_t>(text, key, where);
    };
    nn::DecoderOptions o;
    o.vocabulary = integer("vocab_size", defaults.vocabulary);
    o.hidden = integer("hidden_size", defaults.hidden);
    o.inner = integer("intermediate_size", defaults.inner);
    o.layers = integer("num_hidden_layers", defaults.layers);
    checkLayers(o.layers, where);
    o.heads = integer("num_attention_heads", defaults.heads);
    o.keyValueHeads = jsonAt<std::int64_t>(text, "num_key_value_heads", where, o.heads);
    if (o.vocabulary < 1 || o.hidden < 1 || o.inner < 1 || o.heads < 1 || o.keyValueHeads < 1 ||
        o.heads % o.keyValueHeads != 0)
        throw Error("sizes of the language model do not fit together", where);
    o.headSize = jsonAt<std::int64_t>(text, "head_dim", where, o.hidden / o.heads);
    o.activation = nn::activationFrom(jsonAt<std::string>(text, "hidden_act", where, std::string("silu")), where);
    o.eps = jsonAt<double>(text, "rms_norm_eps", where, defaults.eps);
    o.maxPositions = jsonAt<std::int64_t>(text, "max_position_embeddings", where, defaults.maxPositions);
    o.attentionBias = jsonAt<bool>(text, "attention_bias", where, false);
    o.outputBias = o.attentionBias;
    o.mlpBias = jsonAt<bool>(text, "mlp_bias", where, false);

    // Newer files say rope_parameters, older ones rope_theta beside rope_scaling.
    o.ropeTheta = jsonAt<double>(text, "rope_theta", where, defaults.ropeTheta);
    for (const char* key : {"rope_scaling", "rope_parameters"}) {
        const auto found = text.find(key);
        if (found == text.end() || found->is_null()) continue;
        o.ropeTheta = jsonAt<double>(*found, "rope_theta", where, o.ropeTheta);
        const auto type = jsonAt<std::string>(*found, "rope_type", where,
                                              jsonAt<std::string>(*found, "type", where, std::string("default")));
        if (type != "default" && type != "mrope")
            throw Error("rope type \"" + type + "\" is not supported yet", where + ": " + key);
        if (const auto sections = found->find("mrope_section"); sections != found->end())
            o.multimodalSections = sections->get<std::vector<std::int64_t>>();
    }
    if (jsonAt<bool>(text, "use_sliding_window", where, false))
        throw Error("sliding-window attention is not supported yet", where);
    return o;
}

bool tiesEmbeddings(const Json& config, const std::string& where) {
    return jsonAt<bool>(config, "tie_word_embeddings", where, false) ||
           jsonAt<bool>(textConfig(config), "tie_word_embeddings", where, false);
}

bool replacePrefix(std::string& name, const std::string& prefix, const std::string& with) {
    if (!name.starts_with(prefix)) return false;
    name.replace(0, prefix.size(), with);
    return true;
}

}  // namespace atelier::models
