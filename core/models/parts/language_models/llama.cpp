#include "common/error.h"
#include "models/parts/language_model.h"

// Llama (Touvron et al., 2023) and Mistral (Jiang et al., 2023), whose tokens see a window of those before them.
// Reference: transformers, models/llama and models/mistral.
namespace atelier::models {
namespace {

// LlamaConfig's defaults: the hub's LLaVA-1.5 says no sizes at all.
const LlamaConfig kLlama{.vocabulary = 32000,
                         .hidden = 4096,
                         .inner = 11008,
                         .layers = 32,
                         .heads = 32,
                         .maxPositions = 4096,
                         .eps = 1e-6,
                         .theta = 10000};

const Registry<LanguageModelFactory>::Entry llama{
    "llama", [](const Json& section, const std::string& where) {
        return std::make_shared<nn::DecoderImpl>(LlamaConfig::read(section, where, kLlama).decoder());
    }};

const LlamaConfig kMistral{.vocabulary = 32000,
                           .hidden = 4096,
                           .inner = 14336,
                           .layers = 32,
                           .heads = 32,
                           .keyValueHeads = 8,
                           .maxPositions = 131072,
                           .eps = 1e-6,
                           .theta = 10000};

const Registry<LanguageModelFactory>::Entry mistral{
    "mistral", [](const Json& section, const std::string& where) {
        const bool all = section.contains("sliding_window") && section["sliding_window"].is_null();
        const auto window = all ? 0 : jsonAt<std::int64_t>(section, "sliding_window", where, 4096);
        if (!all && window < 1) throw Error("\"sliding_window\" must be at least 1, or null", where);
        return std::make_shared<nn::DecoderImpl>(
            LlamaConfig::read(section, where, kMistral).decoder([window](nn::SelfAttentionOptions& attention) {
                attention.window = window;
            }));
    }};

}  // namespace
}  // namespace atelier::models
