#include "evaluation/metric.h"

namespace atelier::evaluation {
namespace {

std::optional<Score> score(std::string_view reference, std::string_view answer) {
    const std::vector<std::string> expected = words(reference);
    return Score{static_cast<double>(editDistance(expected, words(answer))), static_cast<double>(expected.size())};
}

const Metrics::Entry entry{
    "wer",
    {"Word error rate",
     "Words to insert, delete or replace to get the reference, by the reference's number of words. 0 is perfect.",
     false, score}};

}  // namespace
}  // namespace atelier::evaluation
