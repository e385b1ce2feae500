#pragma once

#include "models/parts/encoder.h"

namespace atelier::models {

/// What LLaVA and its descendants say of features: featureLayers(), and "vision_feature_select_strategy", which is
/// "default" (without the class token) or "full"; `otherwise` and `strategy` where they are not there.
EncoderChoice featureChoice(const Json& config, const std::string& where, std::vector<std::int64_t> otherwise,
                            const std::string& strategy = "default");

}  // namespace atelier::models
