#pragma once

#include "models/family.h"

#include <memory>
#include <string>

namespace atelier::models {

/// Where the parts of a Gemma 4 stand, and which they are.
struct Gemma4Parts {
    const char *text, *vision;  ///< types of the language model and the encoder
    const char *encoderPath, *bridgePath;
};

/// Gemma 4 of these parts. Folders without a "vision_config" are language models alone: media are refused. Audio
/// weights are left unused. Reference: transformers, models/gemma4 and models/gemma4_unified.
Family gemma4Family(const Gemma4Parts& parts);

}  // namespace atelier::models
