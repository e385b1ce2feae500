#include "models/encoder_model.h"
#include "models/family.h"
#include "models/parts/language_model.h"

// LFM2-VL: SigLIP 2's tower for pictures of any shape, pixel unshuffle, LFM2. Reference: transformers, models/lfm2_vl.
namespace atelier::models {
namespace {

// The whole model's own key counts, under the older of its names first.
bool tied(const Json& config, const std::string& where) {
    const char* key = config.contains("tie_embedding") ? "tie_embedding" : "tie_word_embeddings";
    return jsonAt<bool>(config, key, where, true);
}

class Lfm2Vl : public EncoderModel {
public:
    Lfm2Vl(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(sectionOf(config, "text_config", where), where + ": text_config", "lfm2");
        Json vision = sectionOf(config, "vision_config", where);
        vision["downsample_factor"] = jsonAt<std::int64_t>(config, "downsample_factor", where, 2);
        encoder_ = place("model.vision_tower",
                         makeEncoder(vision, where + ": vision_config", "siglip2_vision_model", {.normed = true}));
        bridge_ = place("model.multi_modal_projector",
                        makeBridge("pixel_unshuffle", config, where, {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.vision_tower"}});
        addPart({"projector", Role::Bridge, {"model.multi_modal_projector"}});
        setLanguage(std::move(language), tied(config, where));
    }
};

constexpr const char *kModuleTower = "model.vision_tower.", *kFileTower = "model.vision_tower.vision_model.";

std::string moduleName(const std::string& file) {
    std::string name = file;
    replacePrefix(name, kFileTower, kModuleTower);
    return name;
}

std::string fileName(const std::string& module) {
    std::string name = module;
    replacePrefix(name, kModuleTower, kFileTower);
    return name;
}

const Registry<Family>::Entry entry{
    "lfm2_vl",
    {[](const Json& config, const std::string& where) { return std::make_shared<Lfm2Vl>(config, where); }, moduleName,
     fileName}};

}  // namespace
}  // namespace atelier::models
