#include "common/edit_distance.h"

#include <algorithm>

namespace atelier {
namespace {

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

std::size_t editDistance(const std::u32string& a, const std::u32string& b) {
    return levenshtein(a, b);
}
std::size_t editDistance(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return levenshtein(a, b);
}

}  // namespace atelier
