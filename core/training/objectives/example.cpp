#include "training/objectives/example.h"

#include <algorithm>

namespace atelier::training {

std::int64_t Example::tokens() const {
    std::int64_t sum = 0;
    for (const auto& sequence : sequences)
        sum += static_cast<std::int64_t>(sequence.ids.size());
    return sum;
}

std::int64_t targetTokens(const models::Encoded& encoded) {
    return encoded.labels.empty() ? 0
                                  : std::count_if(encoded.labels.begin() + 1, encoded.labels.end(),
                                                  [](std::int64_t label) { return label != models::kIgnore; });
}

}  // namespace atelier::training
