#pragma once

#include "settings/schema.h"

#include <optional>

namespace atelier::peft {

struct LoraOptions {
    std::int64_t rank = 8;
    std::optional<std::int64_t> alpha;  ///< not set: twice the rank
    double dropout = 0;
    std::vector<std::string> target{"all"};  ///< see targets.h
    bool rankStabilised = false;
    bool weightDecomposed = false;    ///< DoRA, see dora_linear.h
    std::optional<double> plusRatio;  ///< LoRA+ (Hayou et al., 2024, arXiv 2402.12354): rate of B over that of A
    double plusEmbedding = 1e-6;

    static const settings::Schema<LoraOptions>& schema();
};

}  // namespace atelier::peft
