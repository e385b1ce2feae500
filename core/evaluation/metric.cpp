#include "evaluation/metric.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace atelier::evaluation {
namespace {

constexpr std::string_view kBlank = " \t\r\n\v\f";

// Two rows of the usual table; what both ends share is left out first.
template <class List>
std::size_t levenshtein(const List& a, const List& b) {
    std::size_t first = 0, endA = a.size(), endB = b.size();
    while (first < endA && first < endB && a[first] == b[first])
        ++first;
    while (endA > first && endB > first && a[endA - 1] == b[endB - 1])
        --endA, --endB;
    if (endA - first > endB - first) return levenshtein(b, a);

    std::vector<std::size_t> row(endA - first + 1);
    for (std::size_t i = 0; i < row.size(); ++i)
        row[i] = i;
    for (std::size_t j = first; j < endB; ++j) {
        std::size_t diagonal = row[0];
        row[0] = j - first + 1;
        for (std::size_t i = 1; i < row.size(); ++i) {
            const std::size_t above = row[i];
            const std::size_t substituted = diagonal + (a[first + i - 1] == b[j] ? 0 : 1);
            row[i] = std::min({substituted, above + 1, row[i - 1] + 1});
            diagonal = above;
        }
    }
    return row.back();
}

}  // namespace

std::u32string codePoints(std::string_view utf8) {
    std::u32string points;
    points.reserve(utf8.size());
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data());
    for (std::size_t i = 0; i < utf8.size();) {
        utf8proc_int32_t point = 0;
        const auto size = utf8proc_iterate(at + i, static_cast<utf8proc_ssize_t>(utf8.size() - i), &point);
        points += size > 0 ? static_cast<char32_t>(point) : U'\uFFFD';
        i += size > 0 ? static_cast<std::size_t>(size) : 1;
    }
    return points;
}

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

std::string foldedCase(std::string_view text) {
    utf8proc_uint8_t* mapped = nullptr;
    const auto size =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &mapped, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
    if (size < 0) return std::string(text);  // not UTF-8: compared as it is
    return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
}

std::size_t editDistance(const std::u32string& a, const std::u32string& b) {
    return levenshtein(a, b);
}
std::size_t editDistance(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return levenshtein(a, b);
}

}  // namespace atelier::evaluation
