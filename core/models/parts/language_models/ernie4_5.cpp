#include "models/parts/language_model.h"

// ERNIE 4.5's text part of PaddleOCR-VL: Llama whose biases come all together, with multimodal rotary. Reference:
// transformers, models/ernie4_5 and models/paddleocr_vl.
namespace atelier::models {
namespace {

const LlamaConfig kPaddleOcrVl{.vocabulary = 103424,
                               .hidden = 1024,
                               .inner = 3072,
                               .layers = 18,
                               .heads = 16,
                               .keyValueHeads = 2,
                               .headSize = 128,
                               .maxPositions = 131072,
                               .eps = 1e-5,
                               .theta = 500000,
                               .rotary = {.sections = {16, 24, 24}, .scaling = {}}};

const Registry<LanguageModelFactory>::Entry entry{
    "paddleocr_vl_text", [](const Json& section, const std::string& where) {
        auto config = LlamaConfig::read(section, where, kPaddleOcrVl);
        config.attentionBias = config.outputBias = config.mlpBias = jsonAt<bool>(section, "use_bias", where, false);
        return std::make_shared<nn::DecoderImpl>(config.decoder());
    }};

}  // namespace
}  // namespace atelier::models
