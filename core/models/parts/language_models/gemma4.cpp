#include "common/error.h"
#include "models/parts/language_model.h"
#include "models/parts/language_models/gemma4_decoder.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

// Gemma 4: layers that see a window of tokens and layers that see all of them, each kind with its own rotary and size
// of heads; the last layers can take keys and values of earlier ones, and layers can have embeddings of their own and
// experts beside the MLP. Reference: transformers, models/gemma4 and models/gemma4_unified.
namespace atelier::models {
namespace {

const LlamaConfig kGemma4{.vocabulary = 262144,
                          .hidden = 2304,
                          .inner = 9216,
                          .layers = 30,
                          .heads = 8,
                          .keyValueHeads = 4,
                          .headSize = 256,
                          .maxPositions = 131072,
                          .eps = 1e-6,
                          .theta = 10000,
                          .activation = nn::Activation::GeluTanh};
constexpr const char *kSliding = "sliding_attention", *kFull = "full_attention";
constexpr std::size_t kFullRotary = 0, kSlidingRotary = 1;

bool isSet(const Json& text, const char* key) {
    return text.contains(key) && !text[key].is_null();
}

// Which layers see a window alone; never the last one.
std::vector<bool> slidingLayers(const Json& text, const std::string& where, std::int64_t layers) {
    constexpr std::int64_t kPattern = 6;
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
    } else {
        for (std::int64_t i = 0; i < layers; ++i)
            sliding.push_back((i + 1) % kPattern != 0);
    }
    sliding.back() = false;
    return sliding;
}

struct HeadSizes {
    std::int64_t size = 0, keyValueHeads = 0;
    bool operator==(const HeadSizes&) const = default;
};

// "per_layer_config" names layers and what differs there; hub files have sizes of the layers that see all tokens.
std::vector<HeadSizes> headSizes(const Json& text, const std::string& where, const LlamaConfig& config,
                                 const std::vector<bool>& sliding, bool valuesAreKeys) {
    std::vector<HeadSizes> sizes(sliding.size(), {config.headSize, config.keyValueHeads});
    if (isSet(text, "per_layer_config")) {
        const std::string place = where + ": per_layer_config";
        const Json& layers = text["per_layer_config"];
        if (!layers.is_object()) throw Error("\"per_layer_config\" must be an object", where);
        for (const auto& [key, values] : layers.items()) {
            const bool number = !key.empty() && key.size() < 7 && key.find_first_not_of("0123456789") == key.npos;
            if (!number || std::stoull(key) >= sizes.size() || !values.is_object())
                throw Error("\"" + key + "\": expected the number of a layer with what differs there", place);
            HeadSizes& own = sizes[std::stoull(key)];
            for (const auto& [name, _] : values.items())
                if (name != "head_dim" && name != "num_key_value_heads")
                    throw Error("\"" + name + "\" of a single layer is not supported", place + ": " + key,
                                "known: head_dim, num_key_value_heads");
            own.size = jsonAt<std::int64_t>(values, "head_dim", place, own.size);
            own.keyValueHeads = jsonAt<std::int64_t>(values, "num_key_value_heads", place, own.keyValueHeads);
        }
    } else {
        const HeadSizes full{jsonAt<std::int64_t>(text, "global_head_dim", where, 512),
                             valuesAreKeys
                                 ? jsonAt<std::int64_t>(text, "num_global_key_value_heads", where, config.keyValueHeads)
                                 : config.keyValueHeads};
        for (std::size_t i = 0; i < sizes.size(); ++i)
            if (!sliding[i]) sizes[i] = full;
    }
    std::map<bool, HeadSizes> ofType;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        checkSizes({{"head_dim", sizes[i].size}, {"num_key_value_heads", sizes[i].keyValueHeads}}, where);
        checkMultiple({"num_attention_heads", config.heads}, {"num_key_value_heads", sizes[i].keyValueHeads}, where);
        if (ofType.emplace(sliding[i], sizes[i]).first->second != sizes[i])
            throw Error("layers of one type have heads of unlike sizes", where, "look at \"per_layer_config\"");
    }
    return sizes;
}

// One for each type of layer; a type without layers keeps a head of two numbers, which nothing uses.
std::vector<nn::RotaryOptions> rotaries(const Json& text, const std::string& where, const std::vector<bool>& sliding,
                                        const std::vector<HeadSizes>& sizes) {
    std::vector<nn::RotaryOptions> both(2);
    for (auto& rotary : both)
        rotary.headSize = 2;
    both[kFullRotary].theta = 1e6;
    both[kFullRotary].share = 0.25;
    both[kFullRotary].proportional = true;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        both[sliding[i] ? kSlidingRotary : kFullRotary].headSize = sizes[i].size;
    if (!isSet(text, "rope_parameters")) return both;
    const Json& parameters = text["rope_parameters"];
    if (!parameters.is_object()) throw Error("\"rope_parameters\" must be an object", where);
    for (const bool local : {false, true}) {
        const char* type = local ? kSliding : kFull;
        const auto found = parameters.find(type);
        if (std::ranges::find(sliding, local) == sliding.end() && found == parameters.end()) continue;
        if (found == parameters.end() || !found->is_object())
            throw Error(std::string("\"rope_parameters\" lacks \"") + type + "\"", where);
        auto& rotary = both[local ? kSlidingRotary : kFullRotary];
        const std::int64_t headSize = rotary.headSize;
        rotary = nn::RotaryOptions();
        rotary.headSize = headSize;
        readRotary(*found, where + ": rope_parameters: " + type, rotary);
        if (!rotary.proportional) rotary.share = 1;  // the reference does not look
        if (!(rotary.theta > 0)) throw Error("\"rope_theta\" must be above 0", where);
        if (!(rotary.share > 0 && rotary.share <= 1))
            throw Error("\"partial_rotary_factor\" must be above 0 and at most 1", where);
    }
    return both;
}

// For each layer the one whose keys and values it takes.
std::vector<std::optional<std::int64_t>> sources(const Json& text, const std::string& where,
                                                 const std::vector<bool>& sliding) {
    const auto layers = std::ssize(sliding);
    const auto shared = jsonAt<std::int64_t>(text, "num_kv_shared_layers", where, 0);
    if (shared < 0 || shared >= layers)
        throw Error("\"num_kv_shared_layers\" " + std::to_string(shared) + " must lie between 0 and the " +
                        std::to_string(layers) + " layers",
                    where);
    std::vector<std::optional<std::int64_t>> all(sliding.size());
    for (std::int64_t i = layers - shared; i < layers; ++i) {
        std::int64_t source = layers - shared - 1;
        while (source >= 0 && sliding[static_cast<std::size_t>(source)] != sliding[static_cast<std::size_t>(i)])
            --source;
        if (source < 0)
            throw Error("layer " + std::to_string(i) + " takes keys of a layer of its type, but none lies before it",
                        where, "look at \"num_kv_shared_layers\" and \"layer_types\"");
        all[static_cast<std::size_t>(i)] = source;
    }
    return all;
}

nn::SparseMlpOptions expertsOf(const Json& text, const std::string& where, const LlamaConfig& config) {
    nn::SparseMlpOptions o{.hidden = config.hidden,
                           .inner = jsonAt<std::int64_t>(text, "moe_intermediate_size", where),
                           .experts = jsonAt<std::int64_t>(text, "num_experts", where),
                           .perToken = jsonAt<std::int64_t>(text, "top_k_experts", where),
                           .activation = config.activation};
    checkSizes({{"moe_intermediate_size", o.inner}, {"num_experts", o.experts}, {"top_k_experts", o.perToken}}, where);
    constexpr std::int64_t kMostExperts = 10'000;
    if (o.experts > kMostExperts)
        throw Error(
            "\"num_experts\" " + std::to_string(o.experts) + ": expected at most " + std::to_string(kMostExperts),
            where);
    if (o.perToken > o.experts)
        throw Error("\"top_k_experts\" " + std::to_string(o.perToken) + " is more than \"num_experts\" " +
                        std::to_string(o.experts),
                    where);
    return o;
}

PerLayerEmbeddings perLayerOf(const Json& text, const std::string& where, std::int64_t vocabulary) {
    // Null switches them off; a missing key is the class's default.
    PerLayerEmbeddings e;
    e.width = text.contains("hidden_size_per_layer_input") && text["hidden_size_per_layer_input"].is_null()
                  ? 0
                  : jsonAt<std::int64_t>(text, "hidden_size_per_layer_input", where, 256);
    if (e.width == 0) return e;
    e.rows = jsonAt<std::int64_t>(text, "vocab_size_per_layer_input", where, 262144);
    e.other = jsonAt<std::int64_t>(text, "pad_token_id", where, 0);
    checkSizes({{"hidden_size_per_layer_input", e.width}, {"vocab_size_per_layer_input", e.rows}}, where);
    if (e.rows < vocabulary)
        throw Error("\"vocab_size_per_layer_input\" " + std::to_string(e.rows) + " is less than \"vocab_size\" " +
                        std::to_string(vocabulary),
                    where);
    if (e.other < 0 || e.other >= vocabulary) throw Error("\"pad_token_id\" lies outside of the vocabulary", where);
    return e;
}

// What the two classes differ in.
struct Kind {
    std::int64_t window, maxPositions;
    bool extras;      ///< embeddings for each layer, and experts
    bool wholeSpans;  ///< tokens of an image see all others of it, in every layer; else within the window, where there
                      ///< is one
};

std::shared_ptr<nn::DecoderImpl> gemma4(const Json& section, const std::string& where, const Kind& kind) {
    if (section.value("use_bidirectional_attention", Json()) == "all")
        throw Error("\"use_bidirectional_attention\": \"all\" is not supported", where,
                    "such a model embeds texts and writes none");
    Json plain = section;  // rotary is read below, for each type of layer
    plain.erase("rope_parameters");
    auto defaults = kGemma4;
    defaults.maxPositions = kind.maxPositions;
    const auto config = LlamaConfig::read(plain, where, defaults);
    const auto sliding = slidingLayers(section, where, config.layers);
    const auto window = jsonAt<std::int64_t>(section, "sliding_window", where, kind.window);
    if (window < 1) throw Error("\"sliding_window\" must be at least 1", where);
    const bool valuesAreKeys = jsonAt<bool>(section, "attention_k_eq_v", where, false),
               doubleWide = jsonAt<bool>(section, "use_double_wide_mlp", where, false);
    const auto sizes = headSizes(section, where, config, sliding, valuesAreKeys);
    const auto keysOf = sources(section, where, sliding);
    const auto perLayer = kind.extras ? perLayerOf(section, where, config.vocabulary) : PerLayerEmbeddings{};
    const bool experts = kind.extras && jsonAt<bool>(section, "enable_moe_block", where, false);

    const nn::NormOptions norm{nn::NormKind::RMSNorm, config.eps};
    nn::DecoderOptions options = config.decoder();
    options.layers.clear();
    options.norm = norm;
    options.norms = {"input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm",
                     "post_feedforward_layernorm"};
    options.embeddingScale = std::sqrt(static_cast<double>(config.hidden));
    options.logitSoftCap = jsonAt<double>(section, "final_logit_softcapping", where, 0.0);
    if (!(options.logitSoftCap >= 0)) throw Error("\"final_logit_softcapping\" must be above 0, or null", where);
    options.rotaries = rotaries(section, where, sliding, sizes);
    std::vector<std::pair<nn::SelfAttentionOptions, Gemma4LayerOptions>> blocks;
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const auto at = static_cast<std::size_t>(i);
        auto attention = config.attention(i);
        attention.headSize = sizes[at].size;
        attention.keyValueHeads = sizes[at].keyValueHeads;
        attention.headNorm = norm;
        attention.valueNorm = config.eps;
        attention.valuesAreKeys = valuesAreKeys && !sliding[at];
        attention.scores.scale = 1;
        attention.rotary = sliding[at] ? kSlidingRotary : kFullRotary;
        attention.window = sliding[at] ? window : 0;
        attention.seesSpans = sliding[at] || kind.wholeSpans;
        attention.windowInSpans = !kind.wholeSpans;
        attention.keysOf = keysOf[at];
        attention.givesKeys = std::ranges::find(keysOf, std::optional(i)) != keysOf.end();
        const std::int64_t inner = doubleWide && keysOf[at] ? 2 * config.inner : config.inner;
        Gemma4LayerOptions own{perLayer.width, config.activation, {}};
        if (experts) {
            own.experts = expertsOf(section, where, config);
            own.experts->layer = i;
        }
        nn::DecoderLayerOptions layer;
        layer.mixer = [attention] { return std::make_shared<nn::SelfAttentionImpl>(attention); };
        layer.mlp = [inner, c = config] { return std::make_shared<nn::GatedMlpImpl>(c.hidden, inner, c.activation); };
        options.layers.push_back(std::move(layer));
        blocks.emplace_back(attention, own);
    }
    const auto whole = std::make_shared<const nn::DecoderOptions>(options);
    for (std::size_t i = 0; i < blocks.size(); ++i)
        options.layers[i].block = [whole, i, attention = blocks[i].first, own = blocks[i].second] {
            return std::make_shared<Gemma4Layer>(*whole, static_cast<std::int64_t>(i), attention, own);
        };
    return std::make_shared<Gemma4Decoder>(std::move(options), perLayer);
}

const Registry<LanguageModelFactory>::Entry plain{
    "gemma4_text", [](const Json& section, const std::string& where) {
        return gemma4(section, where, {.window = 512, .maxPositions = 131072, .extras = true, .wholeSpans = false});
    }};
const Registry<LanguageModelFactory>::Entry unified{
    "gemma4_unified_text", [](const Json& section, const std::string& where) {
        return gemma4(section, where, {.window = 1024, .maxPositions = 262144, .extras = false, .wholeSpans = true});
    }};

}  // namespace
}  // namespace atelier::models
