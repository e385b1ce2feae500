#include "common/error.h"
#include "models/encoder_model.h"
#include "models/family.h"
#include "models/parts/language_model.h"

// LLaVA-1.5 (Liu et al., 2023): CLIP vision transformer, hidden state before the last layer without its class token,
// two-layer projector, Llama decoder. Reference: transformers, models/llava.
namespace atelier::models {
namespace {

EncoderChoice choiceOf(const Json& config, const std::string& where) {
    EncoderChoice choice;
    choice.layer = jsonAt<std::int64_t>(config, "vision_feature_layer", where, -2);
    const auto strategy = jsonAt<std::string>(config, "vision_feature_select_strategy", where, std::string("default"));
    if (strategy != "default" && strategy != "full")
        throw Error("unknown vision_feature_select_strategy \"" + strategy + "\"", where);
    choice.dropClass = strategy == "default";
    return choice;
}

class Llava : public EncoderModel {
public:
    Llava(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(textConfig(config), where + ": text_config", "llama");
        encoder_ = place("model.vision_tower",
                         makeEncoder(sectionOf(config, "vision_config", where), where + ": vision_config",
                                     "clip_vision_model", choiceOf(config, where)));
        bridge_ = place("model.multi_modal_projector",
                        makeBridge("mlp", config, where, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector"}});
        setLanguage(std::move(language), tiesEmbeddings(config, where));
    }
};

std::string moduleName(const std::string& file) {
    std::string name = file;
    replacePrefix(name, "language_model.lm_head.", "lm_head.");
    if (!replacePrefix(name, "language_model.model.", "model.language_model."))
        replacePrefix(name, "language_model.", "model.language_model.");
    replacePrefix(name, "vision_tower.", "model.vision_tower.");
    replacePrefix(name, "multi_modal_projector.", "model.multi_modal_projector.");
    replacePrefix(name, "model.vision_tower.vision_model.", "model.vision_tower.");
    return name;
}

std::string fileName(const std::string& module) {
    std::string name = module;
    if (replacePrefix(name, "model.vision_tower.", "vision_tower.vision_model.")) return name;
    if (replacePrefix(name, "model.multi_modal_projector.", "multi_modal_projector.")) return name;
    if (replacePrefix(name, "model.language_model.", "language_model.model.")) return name;
    replacePrefix(name, "lm_head.", "language_model.lm_head.");
    return name;
}

const Registry<Family>::Entry entry{
    "llava",
    {[](const Json& config, const std::string& where) { return std::make_shared<Llava>(config, where); }, moduleName,
     fileName}};

}  // namespace
}  // namespace atelier::models
