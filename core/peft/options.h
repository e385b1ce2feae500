#pragma once

#include "settings/schema.h"

#include <string>
#include <vector>

namespace atelier::peft {

/// What is trained, whatever the method. LLaMA-Factory's keys. A part that is frozen is trained by no method.
struct FinetuningOptions {
    std::string type = "lora";
    bool freezeVisionTower = true;
    bool freezeProjector = true;
    bool freezeLanguageModel = false;
    std::vector<std::string> frozenParts;
    std::vector<std::string> additionalTarget;
    std::vector<std::string> trainableLayers, trainableVisionLayers;  ///< "3", "0-7"; empty: all
    std::vector<std::string> trainableParameters, frozenParameters;   ///< name patterns (name_patterns.h)

    static const settings::Schema<FinetuningOptions>& schema();
};

}  // namespace atelier::peft
