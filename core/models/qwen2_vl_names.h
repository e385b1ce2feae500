#pragma once

#include <string>

namespace atelier::models {

/// Names of weights as Qwen2-VL's files began them: "visual.…" beside "model.…" of the language model on the hub, the
/// modules' names "model.visual.…" and "model.language_model.…" in files that transformers writes since 4.52. For
/// Family::moduleName and Family::fileName. Source: transformers' conversion_mapping.py, "qwen2_vl".
std::string qwen2VlModuleName(const std::string& file);
std::string qwen2VlFileName(const std::string& module);

}  // namespace atelier::models
