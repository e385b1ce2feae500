#pragma once

#include "settings/schema.h"

#include <optional>

namespace atelier::peft {

/// PEFT's AdaLoraConfig.
struct AdaLoraOptions {
    std::int64_t initialRank = 12, targetRank = 8;
    std::optional<std::int64_t> alpha;  ///< not set: twice the target rank
    double dropout = 0;
    std::vector<std::string> target{"all"};
    std::int64_t warmupSteps = 0, finalSteps = 0, interval = 1;
    double beta1 = 0.85, beta2 = 0.85, orthogonality = 0.5;

    static const settings::Schema<AdaLoraOptions>& schema();
    /// Throws Error where steps before and after dropping leave none between them (as PEFT refuses it).
    void checkSteps(std::int64_t totalSteps, const std::string& where) const;
};

}  // namespace atelier::peft
