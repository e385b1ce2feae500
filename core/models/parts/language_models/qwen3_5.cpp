#include "common/error.h"
#include "models/parts/experts.h"
#include "models/parts/language_model.h"
#include "nn/gated_delta_net.h"

// Qwen3.5: layers of Gated DeltaNet, every fourth one of gated attention; rotary on a quarter of each head, norms with
// 1 + w; the MoE has experts in place of its MLP. Reference: transformers, models/qwen3_5, qwen3_5_moe.
namespace atelier::models {
namespace {

const LlamaConfig kDefaults{.vocabulary = 248320,
                            .hidden = 4096,
                            .inner = 12288,
                            .layers = 32,
                            .heads = 16,
                            .keyValueHeads = 4,
                            .headSize = 256,
                            .maxPositions = 32768,
                            .rotary = {.share = 0.25, .sections = {11, 11, 10}, .interleaved = true}};

constexpr const char *kRecurrent = "linear_attention", *kAttention = "full_attention";

// Whether each layer is recurrent.
std::vector<bool> recurrentLayers(const Json& text, std::int64_t layers, const std::string& where) {
    std::vector<bool> recurrent;
    const auto found = text.find("layer_types");
    if (found == text.end() || found->is_null()) {
        const auto interval = jsonAt<std::int64_t>(text, "full_attention_interval", where, 4);
        if (interval < 1) throw Error("\"full_attention_interval\" must be at least 1", where);
        for (std::int64_t i = 0; i < layers; ++i)
            recurrent.push_back((i + 1) % interval != 0);
        return recurrent;
    }
    if (!found->is_array() || std::ssize(*found) != layers)
        throw Error("\"layer_types\" must have a type for each of the " + std::to_string(layers) + " layers", where);
    for (const Json& type : *found) {
        if (type != kRecurrent && type != kAttention)
            throw Error("unknown layer type " + type.dump(), where,
                        std::string("known: ") + kRecurrent + ", " + kAttention);
        recurrent.push_back(type == kRecurrent);
    }
    return recurrent;
}

nn::GatedDeltaNetOptions deltaNet(const Json& text, const LlamaConfig& config, const std::string& where) {
    nn::GatedDeltaNetOptions o;
    o.hidden = config.hidden;
    o.keyHeads = jsonAt<std::int64_t>(text, "linear_num_key_heads", where, 16);
    o.valueHeads = jsonAt<std::int64_t>(text, "linear_num_value_heads", where, 32);
    o.keySize = jsonAt<std::int64_t>(text, "linear_key_head_dim", where, 128);
    o.valueSize = jsonAt<std::int64_t>(text, "linear_value_head_dim", where, 128);
    o.kernel = jsonAt<std::int64_t>(text, "linear_conv_kernel_dim", where, 4);
    o.activation = config.activation;
    o.eps = config.eps;
    if (o.keyHeads < 1 || o.valueHeads < 1 || o.valueHeads % o.keyHeads != 0 || o.keySize < 1 || o.valueSize < 1 ||
        o.kernel < 1)
        throw Error("sizes of the linear-attention layers do not fit together", where,
                    "linear_num_value_heads must be a multiple of linear_num_key_heads, and every size at least 1");
    return o;
}

nn::DecoderOptions layersOf(const Json& section, const LlamaConfig& config, const std::string& where) {
    if (!jsonAt<bool>(section, "attn_output_gate", where, true))
        throw Error("\"attn_output_gate\": false is not supported", where,
                    "attention layers of this architecture have a gate");
    auto options = config.decoder([&](nn::SelfAttentionOptions& attention) {
        attention.gated = true;
        attention.headNorm = nn::NormOptions{nn::NormKind::RMSNormOne, config.eps};
    });
    options.norm.kind = nn::NormKind::RMSNormOne;
    auto mixer = deltaNet(section, config, where);
    const auto recurrent = recurrentLayers(section, config.layers, where);
    for (std::size_t i = 0; i < recurrent.size(); ++i) {
        if (!recurrent[i]) continue;
        mixer.layer = static_cast<std::int64_t>(i);
        options.layers[i].mixerName = "linear_attn";
        options.layers[i].mixer = [mixer] { return std::make_shared<nn::GatedDeltaNetImpl>(mixer); };
    }
    return options;
}

const Registry<LanguageModelFactory>::Entry dense{
    "qwen3_5_text", [](const Json& section, const std::string& where) {
        return std::make_shared<nn::DecoderImpl>(
            layersOf(section, LlamaConfig::read(section, where, kDefaults), where));
    }};

// Experts in every layer, and one that each token sees. There is no other MLP, so "intermediate_size" means nothing.
const Registry<LanguageModelFactory>::Entry experts{
    "qwen3_5_moe_text", [](const Json& section, const std::string& where) {
        LlamaConfig defaults = kDefaults;
        defaults.hidden = 2048;
        defaults.layers = 40;
        defaults.keyValueHeads = 2;
        Json sparse = section;
        sparse.erase("intermediate_size");
        const auto config = LlamaConfig::read(sparse, where, defaults);
        auto options = layersOf(section, config, where);
        addExperts(options,
                   ExpertsConfig::read(section, where,
                                       {.count = 256,
                                        .perToken = 8,
                                        .inner = 512,
                                        .sharedInner = 512,
                                        .inLayer = [](std::int64_t) { return true; }}),
                   config);
        return std::make_shared<nn::DecoderImpl>(std::move(options));
    }};

}  // namespace
}  // namespace atelier::models
