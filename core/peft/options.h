#pragma once

#include "settings/schema.h"

#include <string>
#include <vector>

namespace atelier::peft {

/// What is trained. LLaMA-Factory's keys. A part that is frozen is trained by no method.
struct FinetuningOptions {
    std::string type = "lora";
    bool freezeVisionTower = true;
    bool freezeProjector = true;
    bool freezeLanguageModel = false;
    std::int64_t freezeTrainableLayers = 2;
    std::vector<std::string> freezeTrainableModules{"all"};
    std::vector<std::string> freezeExtraModules;
    std::vector<std::string> additionalTarget;
    std::vector<std::string> trainableLayers, trainableVisionLayers;  ///< "3", "0-7"; empty: all
    std::vector<std::string> trainableParameters, frozenParameters;   ///< patterns of parameter names

    static const settings::Schema<FinetuningOptions>& schema();
};

/// Throws Error for LLaMA-Factory's method keys that would change the result and that nothing here honours.
void refuseUnsupportedKeys(const settings::Recipe& recipe);

}  // namespace atelier::peft
