#include "models/qwen2_vl_names.h"

#include "models/family.h"

namespace atelier::models {

std::string qwen2VlModuleName(const std::string& file) {
    std::string name = file;
    if (name.starts_with("model.language_model.") || name.starts_with("model.visual.")) return name;
    if (replacePrefix(name, "visual.", "model.visual.")) return name;
    replacePrefix(name, "model.", "model.language_model.");
    return name;
}

std::string qwen2VlFileName(const std::string& module) {
    std::string name = module;
    if (!replacePrefix(name, "model.visual.", "visual.")) replacePrefix(name, "model.language_model.", "model.");
    return name;
}

}  // namespace atelier::models
