#include "models/parts/language_model.h"

// Qwen2: Llama with biases on queries, keys and values; Qwen3: norms of each head's queries and keys instead. The text
// parts of the VL models turn positions in three planes. Reference: transformers, models/qwen2, qwen2_vl,
// qwen2_5_vl, qwen3_vl.
namespace atelier::models {
namespace {

std::shared_ptr<nn::DecoderImpl> qwen2(const Json& section, const std::string& where, const LlamaConfig& defaults) {
    auto config = LlamaConfig::read(section, where, defaults);
    config.attentionBias = true;
    config.outputBias = false;
    return std::make_shared<nn::DecoderImpl>(config.decoder());
}

std::shared_ptr<nn::DecoderImpl> qwen3(const Json& section, const std::string& where) {
    LlamaConfig defaults;
    defaults.headSize = 128;
    defaults.theta = 5e6;
    if (section.contains("model_type") && section["model_type"] == "qwen3_vl_text") {
        defaults.rotary.sections = {24, 20, 20};
        defaults.rotary.interleaved = true;
    }
    const auto config = LlamaConfig::read(section, where, defaults);
    return std::make_shared<nn::DecoderImpl>(config.decoder([&](nn::SelfAttentionOptions& attention) {
        attention.headNorm = nn::NormOptions{nn::NormKind::RMSNorm, config.eps};
    }));
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

}  // namespace
}  // namespace atelier::models
