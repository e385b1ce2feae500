#pragma once

#include "common/error.h"

#include <string>
#include <vector>

namespace atelier::settings {

/// The candidate nearest to `word` within two edits (insert, delete, replace, swap of neighbours; one edit for words of
/// up to four letters); empty when there is none.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

/// For a name that is none of `known`: `unknown KIND "NAME"`, with the nearest of them and all of them.
Error unknownName(const std::string& kind, const std::string& name, const std::string& where,
                  const std::vector<std::string>& known);
/// The same for what a Registry's all() has.
template <class Map>
Error unknownName(const std::string& kind, const std::string& name, const std::string& where, const Map& registered) {
    std::vector<std::string> known;
    for (const auto& [key, _] : registered)
        known.push_back(key);
    return unknownName(kind, name, where, known);
}

}  // namespace atelier::settings
