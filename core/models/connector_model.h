#pragma once

#include "common/json.h"
#include "models/model.h"

#include <memory>
#include <string>

namespace atelier::models {

/// Idefics3 and its descendants (Laurençon et al., 2024, arXiv 2408.12637): SigLIP for squares of any size, pixel
/// shuffle with one linear layer, a language model. Reference: transformers, models/idefics3 and models/smolvlm.
std::shared_ptr<Model> makeConnectorModel(const Json& config, const std::string& where);

}  // namespace atelier::models
