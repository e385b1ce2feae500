#include "settings/suggestion.h"

#include <algorithm>

namespace atelier::settings {
namespace {

// Optimal string alignment distance.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j)
        d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
    std::size_t best = word.size() <= 4 ? 2 : 3;
    std::string found;
    for (const std::string& candidate : candidates) {
        const std::size_t gap =
            word.size() > candidate.size() ? word.size() - candidate.size() : candidate.size() - word.size();
        if (gap >= best) continue;
        if (const std::size_t edits = distance(word, candidate); edits < best) best = edits, found = candidate;
    }
    return found;
}

Error unknownName(const std::string& kind, const std::string& name, const std::string& where,
                  const std::vector<std::string>& known) {
    std::string all;
    for (const auto& one : known)
        all += (all.empty() ? "" : ", ") + one;
    const std::string near = nearest(name, known);
    return Error("unknown " + kind + " \"" + name + "\"", where,
                 (near.empty() ? "" : "nearest: " + near + "; ") + "known: " + all);
}

}  // namespace atelier::settings
