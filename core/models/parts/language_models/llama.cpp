#include "models/parts/language_model.h"

// Llama (Touvron et al., 2023) and Mistral without its window. Reference: transformers, models/llama and
// models/mistral.
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

}  // namespace
}  // namespace atelier::models
