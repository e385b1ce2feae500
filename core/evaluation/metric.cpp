#include "evaluation/metric.h"

#include <algorithm>

namespace atelier::evaluation {
namespace {

constexpr std::string_view kBlank = " \t\r\n\v\f";

}  // namespace

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> all;
    for (std::size_t at = text.find_first_not_of(kBlank); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(kBlank, at), text.size());
        all.emplace_back(text.substr(at, end - at));
        at = text.find_first_not_of(kBlank, end);
    }
    return all;
}

std::string foldedSpaces(std::string_view text) {
    std::string folded;
    for (const std::string& word : words(text))
        (folded += folded.empty() ? "" : " ") += word;
    return folded;
}

}  // namespace atelier::evaluation
