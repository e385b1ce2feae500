#include "models/encoder_model.h"
#include "models/family.h"
#include "models/parts/language_model.h"

// MiniCPM-V 4.6: pictures as a whole and in slices, 16 patches a token, a language model of any kind, Qwen3.5 where
// none is named. Reference: transformers, models/minicpmv4_6.
namespace atelier::models {
namespace {

class MiniCpmV : public EncoderModel {
public:
    MiniCpmV(const Json& config, const std::string& where) {
        auto language =
            makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "qwen3_5_text");
        // The whole model's key counts, not the tower's.
        Json vision = ofType(sectionOf(config, "vision_config", where), "minicpmv4_6_vision");
        vision["insert_layer_id"] = jsonAt<std::int64_t>(config, "insert_layer_id", where, 6);
        vision["downsample_mode"] = jsonAt<std::string>(config, "downsample_mode", where, std::string("16x"));
        encoder_ = place("model.vision_tower", makeEncoder(vision, where + ": vision_config", "minicpmv4_6_vision"));
        bridge_ = place("model.merger",
                        makeBridge("minicpm_merger", config, where, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.merger"}});
        setLanguage(std::move(language), jsonAt<bool>(config, "tie_word_embeddings", where, false));
    }
};

// Files have the modules' names in every generation.
std::string sameName(const std::string& name) {
    return name;
}

const Registry<Family>::Entry entry{
    "minicpmv4_6",
    {[](const Json& config, const std::string& where) { return std::make_shared<MiniCpmV>(config, where); },
     sameName,
     sameName,
     {"mtp."}}};

}  // namespace
}  // namespace atelier::models
