#include "models/encoder_model.h"
#include "models/family.h"
#include "models/llava_names.h"
#include "models/parts/feature_choice.h"
#include "models/parts/language_model.h"

// InternVL 2.5, 3 and 3.5 in transformers' layout (Chen et al., 2024, arXiv 2412.05271): InternViT, tiles of pictures,
// pixel shuffle, and a language model of any kind. Reference: transformers, models/internvl.
namespace atelier::models {
namespace {

class InternVl : public EncoderModel {
public:
    InternVl(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "qwen2");
        encoder_ = place("model.vision_tower",
                         makeEncoder(ofType(sectionOf(config, "vision_config", where), "internvl_vision"),
                                     where + ": vision_config", "internvl_vision", featureChoice(config, where, {-1})));
        bridge_ = place("model.multi_modal_projector",
                        makeBridge("pixel_shuffle_mlp", config, where, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector"}});
        setLanguage(std::move(language), tiesByDefault(config, where));
    }
};

const Registry<Family>::Entry entry{
    "internvl",
    {[](const Json& config, const std::string& where) { return std::make_shared<InternVl>(config, where); },
     llavaModuleName, plainTowerFileName}};

}  // namespace
}  // namespace atelier::models
