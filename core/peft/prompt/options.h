#pragma once

#include "settings/schema.h"

namespace atelier::peft {

struct PromptOptions {
    std::int64_t tokens = 20;
    std::string start = "vocabulary";

    static const settings::Schema<PromptOptions>& schema();
};

}  // namespace atelier::peft
