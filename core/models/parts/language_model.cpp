#include "models/parts/language_model.h"

#include "common/error.h"
#include "settings/suggestion.h"

#include <cmath>

namespace atelier::models {
namespace {

// YaRN's scale of queries and keys; 0: the usual one, which follows from the factor.
double attentionFactorOf(const Json& parameters, double factor, const std::string& where) {
    if (const auto said = parameters.find("attention_factor"); said != parameters.end() && !said->is_null()) {
        const auto value = jsonAt<double>(parameters, "attention_factor", where);
        if (!(value > 0)) throw Error("\"attention_factor\" must be above 0", where);
        return value;
    }
    const auto one = jsonAt<double>(parameters, "mscale", where, 0.0),
               all = jsonAt<double>(parameters, "mscale_all_dim", where, 0.0);
    if (one == 0 || all == 0) return 0;
    const auto scale = [factor](double share) { return factor <= 1 ? 1.0 : 0.1 * share * std::log(factor) + 1; };
    const double value = scale(one) / scale(all);
    if (!(value > 0)) throw Error("\"mscale\" and \"mscale_all_dim\" must be above 0", where);
    return value;
}

std::string rotaryType(const Json& parameters, const std::string& where) {
    return jsonAt<std::string>(parameters, "rope_type", where,
                               jsonAt<std::string>(parameters, "type", where, std::string("default")));
}

nn::RotaryScaling scalingOf(const Json& parameters, const std::string& type, const std::string& where) {
    using Kind = nn::RotaryScaling::Kind;
    nn::RotaryScaling scaling;
    if (type == "linear" || (type == "proportional" && jsonAt<double>(parameters, "factor", where, 1.0) != 1))
        scaling.kind = Kind::Linear;
    else if (type == "llama3")
        scaling.kind = Kind::Llama3;
    else if (type == "yarn")
        scaling.kind = Kind::Yarn;
    else if (type != "default" && type != "mrope" && type != "dynamic" && type != "proportional")
        throw Error("rope type \"" + type + "\" is not supported yet", where,
                    "known: default, dynamic, linear, llama3, proportional, yarn");
    if (scaling.kind == Kind::None) return scaling;
    scaling.factor = jsonAt<double>(parameters, "factor", where);
    if (!(scaling.factor > 0)) throw Error("\"factor\" must be above 0", where);
    scaling.lowFrequency = jsonAt<double>(parameters, "low_freq_factor", where, scaling.lowFrequency);
    scaling.highFrequency = jsonAt<double>(parameters, "high_freq_factor", where, scaling.highFrequency);
    scaling.betaFast = jsonAt<double>(parameters, "beta_fast", where, scaling.betaFast);
    scaling.betaSlow = jsonAt<double>(parameters, "beta_slow", where, scaling.betaSlow);
    scaling.attentionFactor = attentionFactorOf(parameters, scaling.factor, where);
    scaling.originalPositions = jsonAt<double>(parameters, "original_max_position_embeddings", where, 0.0);
    if (scaling.kind == Kind::Yarn && !jsonAt<bool>(parameters, "truncate", where, true))
        throw Error("\"truncate\": false is not supported", where);
    if (scaling.kind != Kind::Linear && !(scaling.originalPositions > 0))
        throw Error("\"original_max_position_embeddings\" is missing", where);
    return scaling;
}

}  // namespace

std::shared_ptr<nn::DecoderImpl> makeLanguageModel(const Json& section, const std::string& where,
                                                   const std::string& type) {
    const auto own = jsonAt<std::string>(section, "model_type", where, type);
    const auto& all = Registry<LanguageModelFactory>::instance().all();
    const auto found = all.find(own);
    if (found == all.end()) throw settings::unknownName("language model (model_type)", own, where, all);
    return found->second(section, where);
}

Json ofType(const Json& section, const std::string& type) {
    Json typed = section;
    typed["model_type"] = type;
    return typed;
}

void checkSizes(const std::vector<NamedSize>& sizes, const std::string& where) {
    for (const auto& [key, size] : sizes)
        if (size < 1)
            throw Error("\"" + std::string(key) + "\" must be at least 1, not " + std::to_string(size), where);
}

void checkMultiple(const NamedSize& whole, const NamedSize& part, const std::string& where) {
    if (part.second < 1 || whole.second % part.second != 0)
        throw Error("\"" + std::string(whole.first) + "\" " + std::to_string(whole.second) + " is no multiple of \"" +
                        part.first + "\" " + std::to_string(part.second),
                    where);
}

void checkPatch(std::int64_t image, std::int64_t patch, const std::string& where) {
    if (image < patch)
        throw Error("\"image_size\" " + std::to_string(image) + " is below \"patch_size\" " + std::to_string(patch),
                    where);
}

void checkLayers(std::int64_t layers, const std::string& where) {
    constexpr std::int64_t kMost = 1000;
    if (layers < 1 || layers > kMost)
        throw Error(std::to_string(layers) + " layers: expected 1 to " + std::to_string(kMost), where);
}

void readRotary(const Json& parameters, const std::string& where, nn::RotaryOptions& rotary) {
    rotary.theta = jsonAt<double>(parameters, "rope_theta", where, rotary.theta);
    rotary.share = jsonAt<double>(parameters, "partial_rotary_factor", where, rotary.share);
    rotary.proportional = rotaryType(parameters, where) == "proportional";
    rotary.scaling = scalingOf(parameters, rotaryType(parameters, where), where);
    // The architecture decides it; the reference does not look.
    if (jsonAt<bool>(parameters, "mrope_interleaved", where, rotary.interleaved) != rotary.interleaved)
        throw Error(std::string("\"mrope_interleaved\" must be ") + (rotary.interleaved ? "true" : "false") +
                        " in this architecture",
                    where);
    if (const auto sections = parameters.find("mrope_section"); sections != parameters.end() && !sections->is_null()) {
        rotary.sections.clear();
        if (!sections->is_array() || sections->size() != 3)
            throw Error("\"mrope_section\" must be a list of three whole numbers", where);
        for (const Json& size : *sections) {
            if (!size.is_number_integer() || size.get<std::int64_t>() < 0)
                throw Error("\"mrope_section\" must be a list of three whole numbers", where);
            rotary.sections.push_back(size.get<std::int64_t>());
        }
    }
}

LlamaConfig LlamaConfig::read(const Json& text, const std::string& where, const LlamaConfig& defaults) {
    const auto integer = [&](const char* key, std::int64_t fallback) {
        return fallback > 0 ? jsonAt<std::int64_t>(text, key, where, fallback) : jsonAt<std::int64_t>(text, key, where);
    };
    LlamaConfig c = defaults;
    c.vocabulary = integer("vocab_size", defaults.vocabulary);
    c.hidden = integer("hidden_size", defaults.hidden);
    c.inner = integer("intermediate_size", defaults.inner);
    c.layers = integer("num_hidden_layers", defaults.layers);
    checkLayers(c.layers, where);
    c.heads = integer("num_attention_heads", defaults.heads);
    c.keyValueHeads = jsonAt<std::int64_t>(text, "num_key_value_heads", where,
                                           defaults.keyValueHeads > 0 ? defaults.keyValueHeads : c.heads);
    checkSizes({{"vocab_size", c.vocabulary},
                {"hidden_size", c.hidden},
                {"intermediate_size", c.inner},
                {"num_attention_heads", c.heads},
                {"num_key_value_heads", c.keyValueHeads}},
               where);
    checkMultiple({"num_attention_heads", c.heads}, {"num_key_value_heads", c.keyValueHeads}, where);
    c.headSize =
        jsonAt<std::int64_t>(text, "head_dim", where, defaults.headSize > 0 ? defaults.headSize : c.hidden / c.heads);
    checkSizes({{"head_dim", c.headSize}}, where);
    c.activation = nn::activationFrom(
        jsonAt<std::string>(text, "hidden_activation", where,
                            jsonAt<std::string>(text, "hidden_act", where, nn::nameOf(defaults.activation))),
        where);
    c.eps = jsonAt<double>(text, "rms_norm_eps", where, defaults.eps);
    c.maxPositions = jsonAt<std::int64_t>(text, "max_position_embeddings", where, defaults.maxPositions);
    c.attentionBias = jsonAt<bool>(text, "attention_bias", where, defaults.attentionBias);
    c.outputBias = jsonAt<bool>(text, "attention_bias", where, defaults.outputBias);
    c.mlpBias = jsonAt<bool>(text, "mlp_bias", where, defaults.mlpBias);

    c.rotary.headSize = c.headSize;
    c.rotary.theta = jsonAt<double>(text, "rope_theta", where, defaults.theta);
    c.rotary.share = jsonAt<double>(text, "partial_rotary_factor", where, defaults.rotary.share);
    bool dynamic = false;
    for (const char* key : {"rope_scaling", "rope_parameters"}) {
        const auto found = text.find(key);
        if (found == text.end() || found->is_null()) continue;
        if (!found->is_object()) throw Error("\"" + std::string(key) + "\" must be an object", where);
        readRotary(*found, where + ": " + key, c.rotary);
        dynamic = rotaryType(*found, where + ": " + key) == "dynamic";
    }
    // "dynamic" stretches nothing up to max_position_embeddings; the decoder refuses longer texts.
    if (c.rotary.scaling.kind == nn::RotaryScaling::Kind::None && dynamic)
        c.rotary.scaling.originalPositions = static_cast<double>(c.maxPositions);
    // Written so that NaN is refused, too.
    if (!(c.eps >= 0)) throw Error("\"rms_norm_eps\" must not be negative", where);
    if (!(c.rotary.theta > 0)) throw Error("\"rope_theta\" must be above 0", where);
    if (!(c.rotary.share > 0 && c.rotary.share <= 1))
        throw Error("\"partial_rotary_factor\" must be above 0 and at most 1", where);
    if (jsonAt<bool>(text, "use_sliding_window", where, false))
        throw Error("\"use_sliding_window\" is not supported in this family yet", where);
    if (!c.rotary.sections.empty()) {
        std::int64_t sum = 0;
        for (const std::int64_t size : c.rotary.sections)
            sum += size;
        if (2 * sum != c.rotary.turned()) throw Error("mrope_section must add up to half the turned head size", where);
    }
    return c;
}

nn::SelfAttentionOptions LlamaConfig::attention(std::int64_t layer) const {
    nn::SelfAttentionOptions o;
    o.hidden = hidden;
    o.heads = heads;
    o.keyValueHeads = keyValueHeads;
    o.headSize = headSize;
    o.inputBias = attentionBias;
    o.outputBias = outputBias;
    o.layer = layer;
    return o;
}

nn::DecoderOptions LlamaConfig::decoder(const std::function<void(nn::SelfAttentionOptions&)>& change) const {
    nn::DecoderOptions o;
    o.vocabulary = vocabulary;
    o.hidden = hidden;
    o.maxPositions = maxPositions;
    o.norm = {nn::NormKind::RMSNorm, eps};
    o.rotaries = {rotary};
    for (std::int64_t i = 0; i < layers; ++i) {
        auto own = attention(i);
        if (change) change(own);
        nn::DecoderLayerOptions layer;
        layer.mixer = [own] { return std::make_shared<nn::SelfAttentionImpl>(own); };
        layer.mlp = [c = *this] {
            return std::make_shared<nn::GatedMlpImpl>(c.hidden, c.inner, c.activation, c.mlpBias);
        };
        o.layers.push_back(std::move(layer));
    }
    return o;
}

}  // namespace atelier::models
