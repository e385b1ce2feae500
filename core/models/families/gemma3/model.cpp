#include "common/error.h"
#include "models/encoder_model.h"
#include "models/family.h"
#include "models/llava_names.h"
#include "models/parts/language_model.h"

// Gemma 3 with images (Gemma Team, 2025): SigLIP, patches pooled to 256 tokens a picture, tokens of a picture see each
// other both ways (processor.cpp). Reference: transformers, models/gemma3.
namespace atelier::models {
namespace {

constexpr const char* kText = "gemma3_text";

class Gemma3 : public EncoderModel {
public:
    Gemma3(const Json& config, const std::string& where) {
        auto language =
            makeLanguageModel(ofType(sectionOf(config, "text_config", where), kText), where + ": text_config", kText);
        const auto token = jsonAt<std::int64_t>(config, "image_token_index", where, 262144);
        if (token < 0 || token >= language->options.vocabulary)
            throw Error("\"image_token_index\" " + std::to_string(token) + " lies outside of the vocabulary of " +
                            std::to_string(language->options.vocabulary),
                        where);
        encoder_ = place("model.vision_tower",
                         makeEncoder(sectionOf(config, "vision_config", where), where + ": vision_config",
                                     "siglip_vision_model", {.normed = true}));
        bridge_ = place("model.multi_modal_projector",
                        makeBridge("pooled_linear", config, where, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector"}});
        // The text part's own key has no effect in the reference.
        setLanguage(std::move(language), jsonAt<bool>(config, "tie_word_embeddings", where, true));
    }
};

const Registry<Family>::Entry entry{
    "gemma3",
    {[](const Json& config, const std::string& where) { return std::make_shared<Gemma3>(config, where); },
     llavaModuleName, llavaFileName}};

}  // namespace
}  // namespace atelier::models
