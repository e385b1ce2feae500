#include "evaluation/metric.h"

namespace atelier::evaluation {
namespace {

std::optional<Score> score(std::string_view reference, std::string_view answer) {
    const std::u32string expected = codePoints(reference);
    return Score{static_cast<double>(editDistance(expected, codePoints(answer))), static_cast<double>(expected.size())};
}

const Metrics::Entry entry{
    "cer",
    {"Character error rate",
     "Characters to insert, delete or replace to get the reference, by the reference's length. 0 is perfect; "
     "long wrong answers exceed 1.",
     false, score}};

}  // namespace
}  // namespace atelier::evaluation
