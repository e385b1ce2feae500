#include "models/encoder_model.h"
#include "models/family.h"
#include "models/llava_names.h"
#include "models/parts/feature_choice.h"
#include "models/parts/language_model.h"
#include "models/parts/tiles_bridge.h"
#include "nn/build_device.h"

// LLaVA-NeXT (Liu et al., 2024): a picture as a whole and in tiles through LLaVA's encoder and projector; the tiles'
// features lie as the picture does, without what only shows padding, and each row ends with a learned feature.
// Reference: transformers, models/llava_next.
namespace atelier::models {
namespace {

class LlavaNext : public EncoderModel {
public:
    LlavaNext(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "llama");
        encoder_ = place("model.vision_tower",
                         makeEncoder(sectionOf(config, "vision_config", where), where + ": vision_config",
                                     "clip_vision_model", featureChoice(config, where, {-2})));
        const std::int64_t hidden = language->options.hidden;
        auto projector =
            place("model.multi_modal_projector", makeBridge("mlp", config, where, {encoder_->width, hidden}));
        const auto rowEnd =
            named_children()["model"]->register_parameter("image_newline", nn::emptyParameter({hidden}));
        bridge_ = std::make_shared<TilesBridge>(std::move(projector), rowEnd);
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector", "model.image_newline"}});
        setLanguage(std::move(language), tiesEmbeddings(config, where));
    }
};

const Registry<Family>::Entry entry{
    "llava_next",
    {[](const Json& config, const std::string& where) { return std::make_shared<LlavaNext>(config, where); },
     llavaModuleName, llavaFileName}};

}  // namespace
}  // namespace atelier::models
