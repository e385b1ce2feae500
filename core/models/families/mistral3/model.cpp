#include "models/encoder_model.h"
#include "models/family.h"
#include "models/llava_names.h"
#include "models/parts/language_model.h"

// Mistral Small 3.1 and later: Pixtral's tower, squares of patches joined, Mistral or Ministral 3. Reference:
// transformers, models/mistral3.
namespace atelier::models {
namespace {

class Mistral3 : public EncoderModel {
public:
    Mistral3(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "mistral");
        EncoderChoice choice;
        choice.layers = featureLayers(config, where, {-1});
        encoder_ = place("model.vision_tower", makeEncoder(sectionOf(config, "vision_config", where),
                                                           where + ": vision_config", "pixtral", choice));
        bridge_ = place("model.multi_modal_projector",
                        makeBridge("pixtral_merger", config, where, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector"}});
        setLanguage(std::move(language), tiesByDefault(config, where));
    }
};

const Registry<Family>::Entry entry{
    "mistral3",
    {[](const Json& config, const std::string& where) { return std::make_shared<Mistral3>(config, where); },
     llavaModuleName, plainTowerFileName}};

}  // namespace
}  // namespace atelier::models
