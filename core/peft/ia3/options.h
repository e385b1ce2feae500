#pragma once

#include "settings/schema.h"

namespace atelier::peft {

struct Ia3Options {
    std::vector<std::string> target{"k_proj", "v_proj", "down_proj"};  ///< see targets.h
    std::vector<std::string> feedforward{"down_proj"};

    static const settings::Schema<Ia3Options>& schema();
};

}  // namespace atelier::peft
