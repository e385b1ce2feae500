#pragma once

#include "models/processor.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace atelier::training {

/// One training sample as an objective takes it: the sequences that its loss is computed from.
struct Example {
    Example() = default;
    Example(models::Encoded only) { sequences.push_back(std::move(only)); }  // NOLINT: most have one sequence

    std::int64_t number = 0;  ///< of the sample in its dataset
    /// Of answers: the conversation. Of pairs: with the preferred answer, with the rejected one. Of feedback: with the
    /// answer that was judged, with the answer of another sample.
    std::vector<models::Encoded> sequences;
    bool liked = true;  ///< of feedback

    std::int64_t tokens() const;
};

/// Positions of a sequence that are trained on: labels of the next token.
std::int64_t targetTokens(const models::Encoded& encoded);

}  // namespace atelier::training
