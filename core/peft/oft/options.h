#pragma once

#include "settings/schema.h"

namespace atelier::peft {

struct OftOptions {
    std::int64_t blockSize = 32;
    bool exact = false;                      ///< Cayley's transform by solving instead of by its series
    bool blockShare = false;                 ///< one rotation for all blocks of a layer
    bool constrained = false;                ///< COFT
    double epsilon = 6e-5;                   ///< of COFT
    double dropout = 0;                      ///< share of the blocks that do not rotate
    std::vector<std::string> target{"all"};  ///< see targets.h

    static const settings::Schema<OftOptions>& schema();
};

}  // namespace atelier::peft
