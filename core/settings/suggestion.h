#pragma once

#include <string>
#include <vector>

namespace atelier::settings {

/// The candidate nearest to `word` within two edits (insert, delete, replace, swap of neighbours; one edit for words of
/// up to four letters); empty when there is none.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace atelier::settings
