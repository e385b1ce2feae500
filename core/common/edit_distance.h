#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace atelier {

/// Levenshtein distance: insertions, deletions, substitutions, each 1.
std::size_t editDistance(const std::u32string& a, const std::u32string& b);
std::size_t editDistance(const std::vector<std::string>& a, const std::vector<std::string>& b);

}  // namespace atelier
