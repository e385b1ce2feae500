#pragma once

#include "settings/schema.h"

namespace atelier::peft {

struct VeraOptions {
    std::int64_t rank = 256;
    double dropout = 0;
    double start = 0.1;                      ///< of every d
    std::int64_t seed = 0;                   ///< of the random matrices that all layers share
    std::vector<std::string> target{"all"};  ///< see targets.h

    static const settings::Schema<VeraOptions>& schema();
};

}  // namespace atelier::peft
