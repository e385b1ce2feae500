#pragma once

#include <string>

namespace atelier::models {

/// Names of weights as LLaVA's files began them and many later families have them: "language_model.model.…",
/// "vision_tower.vision_model.…" and "multi_modal_projector.…" on the hub, the modules' names "model.language_model.…"
/// and so on in newer files. For Family::moduleName and Family::fileName. Source: transformers' conversion_mapping.py,
/// "llava".
std::string llavaModuleName(const std::string& file);
std::string llavaFileName(const std::string& module);
/// llavaFileName() for towers whose files have no "vision_model." in their names, as InternVL's and Pixtral's.
std::string plainTowerFileName(const std::string& module);

}  // namespace atelier::models
