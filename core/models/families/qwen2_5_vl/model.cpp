#include "models/encoder_model.h"
#include "models/family.h"
#include "models/parts/language_model.h"
#include "models/qwen2_vl_names.h"

// Qwen2.5-VL (Bai et al., 2025): an encoder with windows, Qwen2-VL's merger with another norm, Qwen2 with multimodal
// rotary whose time counts seconds. Reference: transformers, models/qwen2_5_vl.
namespace atelier::models {
namespace {

constexpr const char* kText = "qwen2_5_vl_text";

class Qwen25Vl : public EncoderModel {
public:
    Qwen25Vl(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(ofType(textConfig(config), kText), where, kText);
        const std::string visionWhere = where + ": vision_config";
        Json vision = sectionOf(config, "vision_config", where);
        vision["model_type"] = "qwen2_5_vl_vision";  // older files name the whole model
        encoder_ = place("model.visual", makeEncoder(vision, visionWhere, "qwen2_5_vl_vision"));
        bridge_ = place("model.visual.merger", makeBridge("rms_patch_merger", vision, visionWhere,
                                                          {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.visual"}});
        addPart({"projector", Role::Bridge, {"model.visual.merger"}});
        setLanguage(std::move(language), tiesEmbeddings(config, where));
    }
};

const Registry<Family>::Entry entry{
    "qwen2_5_vl",
    {[](const Json& config, const std::string& where) { return std::make_shared<Qwen25Vl>(config, where); },
     qwen2VlModuleName,
     qwen2VlFileName,
     {},
     "pixels"}};

}  // namespace
}  // namespace atelier::models
