#pragma once

#include "settings/schema.h"

namespace atelier::peft {

struct BoftOptions {
    std::int64_t blockSize = 4;
    std::int64_t factors = 1;                ///< butterfly factors
    double dropout = 0;                      ///< share of the blocks of one factor that do not rotate
    std::vector<std::string> target{"all"};  ///< see targets.h

    static const settings::Schema<BoftOptions>& schema();
};

}  // namespace atelier::peft
