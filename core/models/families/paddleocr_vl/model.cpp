#include "models/encoder_model.h"
#include "models/family.h"
#include "models/parts/language_model.h"

// PaddleOCR-VL (Cui et al., 2025): SigLIP's tower for pictures of any size, a projector that joins patches, ERNIE 4.5
// with multimodal rotary. Reference: transformers, models/paddleocr_vl.
namespace atelier::models {
namespace {

constexpr const char* kText = "paddleocr_vl_text";

class PaddleOcrVl : public EncoderModel {
public:
    PaddleOcrVl(const Json& config, const std::string& where) {
        auto language = makeLanguageModel(ofType(textConfig(config), kText), where, kText);
        const std::string visionWhere = where + ": vision_config";
        const Json vision =  // older files name the whole model
            ofType(sectionOf(config, "vision_config", where), "paddleocr_vl_vision");
        encoder_ = place("model.visual.vision_model", makeEncoder(vision, visionWhere, "paddleocr_vl_vision"));
        bridge_ = place("model.projector", makeBridge("paddleocr_projector", vision, visionWhere,
                                                      {encoder_->width, language->options.hidden}));
        addPart({"vision_tower", Role::Encoder, {"model.visual"}});
        addPart({"projector", Role::Bridge, {"model.projector"}});
        setLanguage(std::move(language), tiesByDefault(config, where));
    }
};

// The hub's names: transformers' conversion_mapping.py, "paddleocr_vl". Files of modules' names are there, too.
std::string moduleName(const std::string& file) {
    std::string name = file;
    for (const char* own : {"model.visual.", "model.projector.", "model.language_model."})
        if (name.starts_with(own)) return name;
    if (!replacePrefix(name, "mlp_AR.", "model.projector.") && !replacePrefix(name, "visual.", "model.visual."))
        replacePrefix(name, "model.", "model.language_model.");
    return name;
}

std::string fileName(const std::string& module) {
    std::string name = module;
    if (!replacePrefix(name, "model.projector.", "mlp_AR.") && !replacePrefix(name, "model.visual.", "visual."))
        replacePrefix(name, "model.language_model.", "model.");
    return name;
}

const Registry<Family>::Entry entry{
    "paddleocr_vl",
    {[](const Json& config, const std::string& where) { return std::make_shared<PaddleOcrVl>(config, where); },
     moduleName,
     fileName,
     {"visual.vision_model.head.", "visual.vision_model.embeddings.packing_position_embedding.",
      "model.visual.vision_model.head.", "model.visual.vision_model.embeddings.packing_position_embedding."}}};

}  // namespace
}  // namespace atelier::models
