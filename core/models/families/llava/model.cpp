#include "models/encoder_model.h"
#include "models/family.h"
#include "models/llava_names.h"
#include "models/parts/feature_choice.h"
#include "models/parts/language_model.h"

// LLaVA-1.5 (Liu et al., 2023): CLIP vision transformer, hidden state before the last layer without its class token,
// two-layer projector, Llama decoder. Reference: transformers, models/llava.
namespace atelier::models {
namespace {

class Llava : public EncoderModel {
public:
    Llava(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "llama");
        encoder_ = place("model.vision_tower",
                         makeEncoder(sectionOf(config, "vision_config", where), where + ": vision_config",
                                     "clip_vision_model", featureChoice(config, where, {-2})));
        bridge_ = place("model.multi_modal_projector",
                        makeBridge("mlp", config, where, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector"}});
        setLanguage(std::move(language), tiesEmbeddings(config, where));
    }
};

const Registry<Family>::Entry entry{
    "llava",
    {[](const Json& config, const std::string& where) { return std::make_shared<Llava>(config, where); },
     llavaModuleName, llavaFileName}};

}  // namespace
}  // namespace atelier::models
