#pragma once

#include "settings/schema.h"

#include <string>
#include <vector>

namespace atelier::peft {

/// Partial training, with LLaMA-Factory's keys.
struct FreezeOptions {
    std::int64_t layers = 2;  ///< the last n of the language model, or the first -n
    std::vector<std::string> modules{"all"};
    std::vector<std::string> extraModules;

    static const settings::Schema<FreezeOptions>& schema();
};

}  // namespace atelier::peft
