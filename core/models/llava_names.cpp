#include "models/llava_names.h"

#include "models/family.h"

namespace atelier::models {

std::string llavaModuleName(const std::string& file) {
    std::string name = file;
    replacePrefix(name, "language_model.lm_head.", "lm_head.");
    if (!replacePrefix(name, "language_model.model.", "model.language_model."))
        replacePrefix(name, "language_model.", "model.language_model.");
    replacePrefix(name, "vision_tower.", "model.vision_tower.");
    replacePrefix(name, "image_newline", "model.image_newline");
    replacePrefix(name, "multi_modal_projector.", "model.multi_modal_projector.");
    replacePrefix(name, "model.vision_tower.vision_model.", "model.vision_tower.");
    return name;
}

std::string llavaFileName(const std::string& module) {
    std::string name = module;
    for (const std::string own : {"patch_conv.", "ln_pre.", "transformer."})  // Pixtral's
        if (replacePrefix(name, "model.vision_tower." + own, "vision_tower." + own)) return name;
    if (replacePrefix(name, "model.vision_tower.", "vision_tower.vision_model.")) return name;
    if (replacePrefix(name, "model.multi_modal_projector.", "multi_modal_projector.")) return name;
    if (replacePrefix(name, "model.language_model.", "language_model.model.")) return name;
    if (replacePrefix(name, "model.image_newline", "image_newline")) return name;
    replacePrefix(name, "lm_head.", "language_model.lm_head.");
    return name;
}

std::string plainTowerFileName(const std::string& module) {
    std::string name = module;
    if (!replacePrefix(name, "model.vision_tower.", "vision_tower.")) name = llavaFileName(module);
    return name;
}

}  // namespace atelier::models
