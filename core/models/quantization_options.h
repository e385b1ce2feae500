#pragma once

#include "settings/schema.h"

#include <cstdint>
#include <optional>
#include <string>

namespace atelier::models {

/// How the weights of linear layers are stored in fewer bits. LLaMA-Factory's keys.
struct QuantizationOptions {
    std::optional<std::int64_t> bits;  ///< 4 (NF4 or FP4) or 8 (INT8); not set: not at all
    std::string type = "nf4";          ///< of 4 bits
    bool doubleQuantized = true;       ///< of 4 bits: the scales are quantised too (Dettmers et al., 2023)

    static const settings::Schema<QuantizationOptions>& schema();
};

}  // namespace atelier::models
