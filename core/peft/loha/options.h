#pragma once

#include "settings/schema.h"

namespace atelier::peft {

struct LohaOptions {
    std::int64_t rank = 8;
    std::optional<std::int64_t> alpha;       ///< not set: the rank
    double dropout = 0;                      ///< of rows of the update
    std::vector<std::string> target{"all"};  ///< see targets.h

    static const settings::Schema<LohaOptions>& schema();
};

}  // namespace atelier::peft
