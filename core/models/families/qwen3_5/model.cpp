#include "models/encoder_model.h"
#include "models/family.h"
#include "models/parts/language_model.h"

// Qwen3.5, dense: Qwen3-VL's encoder and merger without features of inner layers, and a language model of which most
// layers are recurrent. Reference: transformers, models/qwen3_5.
namespace atelier::models {
namespace {

constexpr const char* kText = "qwen3_5_text";

class Qwen35 : public EncoderModel {
public:
    Qwen35(const Json& config, const std::string& where) {
        auto language =
            makeLanguageModel(ofType(sectionOf(config, "text_config", where), kText), where + ": text_config", kText);
        const std::string visionWhere = where + ": vision_config";
        Json vision = sectionOf(config, "vision_config", where);
        vision["model_type"] = "qwen3_vl_vision";
        vision.erase("deepstack_visual_indexes");  // empty in files of the hub; the architecture reads none
        encoder_ = place("model.visual", makeEncoder(vision, visionWhere, "qwen3_vl_vision"));
        bridge_ = place("model.visual.merger",
                        makeBridge("qwen3_merger", vision, visionWhere, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.visual"}});
        addPart({"projector", Role::Bridge, {"model.visual.merger"}});
        setLanguage(std::move(language), tiesEmbeddings(config, where));
    }
};

// Files have the modules' names in every generation.
std::string sameName(const std::string& name) {
    return name;
}

// mtp: a head that guesses several tokens ahead, for faster decoding; transformers does not use it either.
const Registry<Family>::Entry entry{
    "qwen3_5",
    {[](const Json& config, const std::string& where) { return std::make_shared<Qwen35>(config, where); },
     sameName,
     sameName,
     {"mtp."},
     "qwen2_vl"}};

}  // namespace
}  // namespace atelier::models
