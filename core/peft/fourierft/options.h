#pragma once

#include "settings/schema.h"

namespace atelier::peft {

struct FourierOptions {
    std::int64_t frequencies = 1000;  ///< of each layer
    double scaling = 150;
    std::int64_t seed = 777;                 ///< of which frequencies
    std::vector<std::string> target{"all"};  ///< see targets.h

    static const settings::Schema<FourierOptions>& schema();
};

}  // namespace atelier::peft
