// Average normalised Levenshtein similarity, as in the ST-VQA and DocVQA challenges (Biten et al., ICCV 2019).
#include "evaluation/metric.h"

#include <algorithm>

namespace atelier::evaluation {
namespace {

constexpr double kThreshold = 0.5;  // an answer that is more than half wrong counts as another answer

std::optional<Score> score(std::string_view reference, std::string_view answer) {
    const std::u32string expected = codePoints(foldedCase(foldedSpaces(reference)));
    const std::u32string given = codePoints(foldedCase(foldedSpaces(answer)));
    const std::size_t longer = std::max(expected.size(), given.size());
    const double distance =
        longer == 0 ? 0 : static_cast<double>(editDistance(expected, given)) / static_cast<double>(longer);
    return Score{distance < kThreshold ? 1 - distance : 0, 1};
}

const Metrics::Entry entry{
    "anls",
    {"ANLS",
     "Average normalised Levenshtein similarity, capitals aside: 1 for equal texts, 0 from half of the characters "
     "wrong.",
     true, score}};

}  // namespace
}  // namespace atelier::evaluation
