#include "models/glm4v_models.h"

#include "models/encoder_model.h"
#include "models/parts/language_model.h"

namespace atelier::models {
namespace {

class Glm4v : public EncoderModel {
public:
    Glm4v(const Json& config, const std::string& where, bool tied) {
        auto language =
            makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "glm4v_text");
        const std::string visionWhere = where + ": vision_config";
        const Json& vision = sectionOf(config, "vision_config", where);
        encoder_ = place("model.visual", makeEncoder(vision, visionWhere, "glm4v_vision"));
        bridge_ = place("model.visual.merger",
                        makeBridge("gated_merger", vision, visionWhere, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.visual"}});
        addPart({"projector", Role::Bridge, {"model.visual.merger"}});
        setLanguage(std::move(language), tied);
    }
};

}  // namespace

std::shared_ptr<Model> makeGlm4v(const Json& config, const std::string& where, bool tied) {
    return std::make_shared<Glm4v>(config, where, tied);
}

}  // namespace atelier::models
