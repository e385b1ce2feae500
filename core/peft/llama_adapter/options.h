#pragma once

#include "settings/schema.h"

#include <optional>

namespace atelier::peft {

struct LlamaAdapterOptions {
    std::int64_t tokens = 10;
    std::optional<std::int64_t> layers;  ///< attention layers from the top; not set: all but the lowest two
    bool visual = false;

    static const settings::Schema<LlamaAdapterOptions>& schema();
};

}  // namespace atelier::peft
