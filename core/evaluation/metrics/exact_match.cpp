#include "evaluation/metric.h"

namespace atelier::evaluation {
namespace {

std::optional<Score> score(std::string_view reference, std::string_view answer) {
    return Score{foldedSpaces(reference) == foldedSpaces(answer) ? 1.0 : 0.0, 1};
}

const Metrics::Entry entry{
    "exact_match", {"Exact match", "Share of answers that equal the reference, white space aside.", true, score}};

}  // namespace
}  // namespace atelier::evaluation
