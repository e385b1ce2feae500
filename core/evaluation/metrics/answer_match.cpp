#include "evaluation/metric.h"

namespace atelier::evaluation {
namespace {

// "Yes, it is." answers "yes": small letters, no punctuation around.
std::string bare(std::string_view text) {
    constexpr std::string_view kAround = " \t\r\n.,;:!?\"'()";
    const std::size_t first = text.find_first_not_of(kAround);
    if (first == std::string_view::npos) return {};
    return foldedCase(foldedSpaces(text.substr(first, text.find_last_not_of(kAround) - first + 1)));
}

std::optional<Score> score(std::string_view reference, std::string_view answer) {
    const std::string expected = bare(reference), given = bare(answer);
    bool same = expected == given;
    if (!same && words(expected).size() == 1) {
        const std::vector<std::string> all = words(given);
        same = !all.empty() && bare(all.front()) == expected;
    }
    return Score{same ? 1.0 : 0.0, 1};
}

const Metrics::Entry entry{
    "answer_match",
    {"Answer match",
     "Share of answers that equal the reference, capitals and punctuation around aside; for a reference of one "
     "word the answer's first word counts.",
     true, score}};

}  // namespace
}  // namespace atelier::evaluation
