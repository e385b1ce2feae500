#include "models/connector_model.h"

#include "models/encoder_model.h"
#include "models/family.h"
#include "models/parts/language_model.h"

namespace atelier::models {
namespace {

class ConnectorModel : public EncoderModel {
public:
    ConnectorModel(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "llama");
        // Files name the whole model in it.
        encoder_ = place("model.vision_model",
                         makeEncoder(ofType(sectionOf(config, "vision_config", where), "idefics3_vision"),
                                     where + ": vision_config", "idefics3_vision", {.normed = true}));
        bridge_ = place("model.connector",
                        makeBridge("pixel_shuffle_linear", config, where, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.vision_model"}});
        addPart({"projector", Role::Bridge, {"model.connector"}});
        // The text part's own key has no effect in the reference.
        setLanguage(std::move(language), jsonAt<bool>(config, "tie_word_embeddings", where, false), "model.text_model");
    }
};

}  // namespace

std::shared_ptr<Model> makeConnectorModel(const Json& config, const std::string& where) {
    return std::make_shared<ConnectorModel>(config, where);
}

}  // namespace atelier::models
