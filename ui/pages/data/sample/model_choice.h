#pragma once

#include "models/processor.h"

#include <cstdint>
#include <string>

namespace atelier::ui {

class Session;

/// How the project's model and recipe read a sample.
struct ModelChoice {
    std::string folder;  ///< empty: no model is chosen
    models::ProcessorOptions options;
    std::int64_t cutoffLength = 0;  ///< tokens; 0: the recipe says none
    bool operator==(const ModelChoice& other) const {
        return folder == other.folder && options == other.options && cutoffLength == other.cutoffLength;
    }
};
ModelChoice modelChoice(const Session& session);

}  // namespace atelier::ui
