#include "common/error.h"
#include "models/encoder_model.h"
#include "models/family.h"
#include "models/llava_names.h"
#include "models/parts/language_model.h"

// PaliGemma (Beyer et al., 2024, arXiv 2407.07726) and PaliGemma 2 (Steiner et al., 2024, arXiv 2412.03555): SigLIP,
// one linear layer, and Gemma or Gemma 2. Image and prompt see each other both ways (processor.cpp). Reference:
// transformers, models/paligemma.
namespace atelier::models {
namespace {

class PaliGemma : public EncoderModel {
public:
    PaliGemma(const Json& config, const std::string& where) {
        const std::string textWhere = where + ": text_config";
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), textWhere, "gemma");
        const auto& o = language->options;
        const auto token = jsonAt<std::int64_t>(config, "image_token_index", where, 256000);
        if (token < 0 || token >= o.vocabulary)
            throw Error("\"image_token_index\" " + std::to_string(token) + " lies outside of the vocabulary of " +
                            std::to_string(o.vocabulary),
                        where);
        const auto projected = jsonAt<std::int64_t>(config, "projection_dim", where, 2048);
        if (projected != o.hidden)
            throw Error("\"projection_dim\" " + std::to_string(projected) +
                            " must be the language model's \"hidden_size\" " + std::to_string(o.hidden),
                        where);
        encoder_ = place("model.vision_tower",
                         makeEncoder(sectionOf(config, "vision_config", where), where + ": vision_config",
                                     "siglip_vision_model", {.normed = true}));
        bridge_ =
            place("model.multi_modal_projector", makeBridge("linear", config, where, {encoder_->width, o.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector"}});
        // The text part's own key has no effect in the reference.
        setLanguage(std::move(language), jsonAt<bool>(config, "tie_word_embeddings", where, true));
    }
};

const Registry<Family>::Entry entry{
    "paligemma",
    {.build = [](const Json& config, const std::string& where) { return std::make_shared<PaliGemma>(config, where); },
     .moduleName = llavaModuleName,
     .fileName = llavaFileName,
     .boxes = "paligemma"}};

}  // namespace
}  // namespace atelier::models
