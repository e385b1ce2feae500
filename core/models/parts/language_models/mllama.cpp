#include "common/error.h"
#include "models/parts/language_model.h"
#include "nn/cross_layer.h"

#include <algorithm>
#include <vector>

// The language model of Llama 3.2 Vision (Llama Team, 2024, arXiv 2407.21783): Llama 3 with further layers that attend
// to the picture. Reference: transformers, models/mllama.
namespace atelier::models {
namespace {

const LlamaConfig kMllama{.vocabulary = 128256,
                          .hidden = 4096,
                          .inner = 14336,
                          .layers = 40,
                          .heads = 32,
                          .keyValueHeads = 8,
                          .maxPositions = 131072,
                          .eps = 1e-5,
                          .theta = 500000};
// Tokens that have an embedding and no logit: the image's and some in reserve.
constexpr std::int64_t kMoreTokens = 8;

std::vector<std::int64_t> crossLayers(const Json& text, const std::string& where) {
    const auto found = text.find("cross_attention_layers");
    if (found == text.end() || found->is_null()) return {3, 8, 13, 18, 23, 28, 33, 38};
    const auto whole = [](const Json& layer) { return layer.is_number_integer(); };
    if (!found->is_array() || !std::all_of(found->begin(), found->end(), whole))
        throw Error("\"cross_attention_layers\" must be a list of numbers of layers", where);
    return found->get<std::vector<std::int64_t>>();
}

std::shared_ptr<nn::DecoderImpl> mllama(const Json& section, const std::string& where) {
    Json text = section;
    // The class has neither.
    for (const char* key : {"head_dim", "attention_bias", "mlp_bias"})
        text.erase(key);
    const auto config = LlamaConfig::read(text, where, kMllama);
    checkMultiple({"hidden_size", config.hidden}, {"num_attention_heads", config.heads}, where);
    auto options = config.decoder();
    options.vocabulary = config.vocabulary + kMoreTokens;
    options.headRows = config.vocabulary;
    for (const std::int64_t layer : crossLayers(section, where)) {
        if (layer < 0 || layer >= config.layers) continue;  // as in the reference
        auto& own = options.layers[static_cast<std::size_t>(layer)];
        const nn::CrossLayerOptions cross{
            config.hidden, config.heads, config.keyValueHeads, config.headSize, options.norm, own.mlp, layer};
        own.block = [cross] { return std::make_shared<nn::CrossLayerImpl>(cross); };
    }
    return std::make_shared<nn::DecoderImpl>(std::move(options));
}

const Registry<LanguageModelFactory>::Entry entry{"mllama_text_model", mllama};

}  // namespace
}  // namespace atelier::models
