#pragma once

#include "settings/schema.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atelier::evaluation {

/// How answers are made and judged when a run is compared or evaluated.
struct CompareOptions {
    std::vector<std::string> metrics{"cer", "exact_match"};
    std::int64_t maxNewTokens = 128;
    std::optional<std::int64_t> maxTestSamples;

    static const settings::Schema<CompareOptions>& schema();
};

}  // namespace atelier::evaluation
