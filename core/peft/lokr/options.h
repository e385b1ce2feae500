#pragma once

#include "settings/schema.h"

namespace atelier::peft {

struct LokrOptions {
    std::int64_t rank = 8;
    std::optional<std::int64_t> alpha;  ///< not set: the rank
    std::int64_t factor = -1;           ///< side of the smaller matrix; -1: as near to a square as the layer allows
    bool decomposeBoth = false;         ///< the smaller matrix is of low rank, too
    double dropout = 0;                 ///< of rows of the update
    std::vector<std::string> target{"all"};  ///< see targets.h

    static const settings::Schema<LokrOptions>& schema();
};

}  // namespace atelier::peft
