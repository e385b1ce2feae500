#pragma once

#include "models/family.h"

#include <memory>
#include <string>

namespace atelier::models {

/// GLM-4.1V and GLM-4.6V: a tower that joins its patches, a gated merger, GLM-4 with multimodal rotary. `tied`: whether
/// the head is the token embeddings. Reference: transformers, models/glm4v and models/glm46v.
std::shared_ptr<Model> makeGlm4v(const Json& config, const std::string& where, bool tied);

}  // namespace atelier::models
