#include "models/encoder_model.h"
#include "models/family.h"
#include "models/parts/language_model.h"
#include "models/qwen2_vl_names.h"

// Qwen2-VL (Wang et al., 2024): encoder for pictures of any size, patch merger, Qwen2 with multimodal rotary.
// Reference: transformers, models/qwen2_vl.
namespace atelier::models {
namespace {

constexpr const char* kText = "qwen2_vl_text";

class Qwen2Vl : public EncoderModel {
public:
    Qwen2Vl(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(ofType(textConfig(config), kText), where, kText);
        const std::string visionWhere = where + ": vision_config";
        Json vision = sectionOf(config, "vision_config", where);
        vision["model_type"] = "qwen2_vl_vision";  // older files name the whole model
        encoder_ = place("model.visual", makeEncoder(vision, visionWhere, "qwen2_vl_vision"));
        bridge_ = place("model.visual.merger",
                        makeBridge("patch_merger", vision, visionWhere, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.visual"}});
        addPart({"projector", Role::Bridge, {"model.visual.merger"}});
        setLanguage(std::move(language), tiesEmbeddings(config, where));
    }
};

const Registry<Family>::Entry entry{
    "qwen2_vl",
    {[](const Json& config, const std::string& where) { return std::make_shared<Qwen2Vl>(config, where); },
     qwen2VlModuleName,
     qwen2VlFileName,
     {},
     "qwen2_vl"}};

}  // namespace
}  // namespace atelier::models
