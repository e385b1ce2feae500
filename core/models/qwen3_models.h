#pragma once

#include "models/family.h"

#include <memory>
#include <string>

namespace atelier::models {

/// Qwen3-VL with a language model of the type `text`: features of inner layers of the encoder are added behind the
/// first layers of the language model (DeepStack, Meng et al., 2024). Reference: transformers, models/qwen3_vl.
std::shared_ptr<Model> makeQwen3Vl(const Json& config, const std::string& where, const std::string& text);

/// Qwen3.5 with a language model of the type `text`: Qwen3-VL's encoder and merger without features of inner layers,
/// and a language model of which most layers are recurrent. Reference: transformers, models/qwen3_5.
std::shared_ptr<Model> makeQwen35(const Json& config, const std::string& where, const std::string& text);

}  // namespace atelier::models
