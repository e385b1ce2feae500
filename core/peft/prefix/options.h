#pragma once

#include "settings/schema.h"

#include <optional>

namespace atelier::peft {

struct PrefixOptions {
    std::int64_t tokens = 20;
    bool projection = false;
    std::optional<std::int64_t> projectionWidth;  ///< not set: the width of a layer's keys

    static const settings::Schema<PrefixOptions>& schema();
};

}  // namespace atelier::peft
