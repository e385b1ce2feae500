#pragma once

#include "common/edit_distance.h"
#include "common/registry.h"
#include "common/unicode.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::evaluation {

/// One sample's part of a corpus figure. The corpus figure is the sum of all numerators by the sum of all denominators:
/// a mean for metrics that count 1 a sample, a length-weighted rate for error rates.
struct Score {
    double numerator = 0, denominator = 1;
    /// The sample's own figure. With nothing to divide by (an empty reference): 0 when the numerator is 0, else 1.
    double value() const { return denominator > 0 ? numerator / denominator : numerator > 0 ? 1 : 0; }
};

/// A measure of an answer against its reference, both UTF-8. Stateless and thread-safe.
struct Metric {
    std::string title, help;
    bool higherIsBetter = true;
    /// Nothing where the metric does not apply to this reference (e.g. a reference that is no JSON).
    std::function<std::optional<Score>(std::string_view reference, std::string_view answer)> score;
};

using Metrics = Registry<Metric>;

/// Without white space around, runs of white space within folded to one space.
std::string foldedSpaces(std::string_view text);
std::vector<std::string> words(std::string_view text);

}  // namespace atelier::evaluation
