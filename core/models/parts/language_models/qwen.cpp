#include "models/parts/experts.h"
#include "models/parts/language_model.h"

// Qwen2: Llama with biases on queries, keys and values; Qwen3: norms of each head's queries and keys instead, and
// experts in place of the MLP in its MoE. The text parts of the VL models turn positions in three planes. Reference:
// transformers, models/qwen2, qwen2_vl, qwen2_5_vl, qwen3_vl.
namespace atelier::models {
namespace {

std::shared_ptr<nn::DecoderImpl> qwen2(const Json& section, const std::string& where, const LlamaConfig& defaults) {
    auto config = LlamaConfig::read(section, where, defaults);
    config.attentionBias = true;
    config.outputBias = false;
    return std::make_shared<nn::DecoderImpl>(config.decoder());
}

nn::DecoderOptions qwen3Layers(const LlamaConfig& config) {
    return config.decoder([&](nn::SelfAttentionOptions& attention) {
        attention.headNorm = nn::NormOptions{nn::NormKind::RMSNorm, config.eps};
    });
}

std::shared_ptr<nn::DecoderImpl> qwen3(const Json& section, const std::string& where) {
    LlamaConfig defaults;
    defaults.headSize = 128;
    if (section.contains("model_type") && section["model_type"] == "qwen3_vl_text") {
        defaults.theta = 5e6;
        defaults.rotary.sections = {24, 20, 20};
        defaults.rotary.interleaved = true;
    }
    return std::make_shared<nn::DecoderImpl>(qwen3Layers(LlamaConfig::read(section, where, defaults)));
}

// With experts: the VL models' router makes a token's weights add up to 1, whatever "norm_topk_prob" says.
std::shared_ptr<nn::DecoderImpl> qwen3Experts(const Json& section, const std::string& where) {
    const LlamaConfig defaults{.vocabulary = 151936,
                               .hidden = 2048,
                               .inner = 5632,
                               .layers = 24,
                               .heads = 16,
                               .keyValueHeads = 16,
                               .maxPositions = 128000,
                               .eps = 1e-6,
                               .theta = 5e5,
                               .rotary = {.sections = {24, 20, 20}, .interleaved = true}};
    const auto config = LlamaConfig::read(section, where, defaults);
    auto options = qwen3Layers(config);
    addExperts(options, ExpertsConfig::read(section, where, {.count = 60, .perToken = 4, .inner = 1408}), config);
    return std::make_shared<nn::DecoderImpl>(std::move(options));
}

const Registry<LanguageModelFactory>::Entry plain2{"qwen2", [](const Json& section, const std::string& where) {
                                                       return qwen2(section, where, {.eps = 1e-6, .theta = 1e4});
                                                   }};
const auto multimodal = [](const Json& section, const std::string& where) {
    return qwen2(section, where, {.eps = 1e-5, .theta = 1e6, .rotary = {.sections = {16, 24, 24}}});
};
const Registry<LanguageModelFactory>::Entry multimodal2{"qwen2_vl_text", multimodal};
const Registry<LanguageModelFactory>::Entry multimodal25{"qwen2_5_vl_text", multimodal};
const Registry<LanguageModelFactory>::Entry plain3{"qwen3", qwen3};
const Registry<LanguageModelFactory>::Entry multimodal3{"qwen3_vl_text", qwen3};
const Registry<LanguageModelFactory>::Entry multimodalExperts3{"qwen3_vl_moe_text", qwen3Experts};

}  // namespace
}  // namespace atelier::models
