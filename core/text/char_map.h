#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier::text {

/// SentencePiece's `precompiled_charsmap`: rules "this text becomes that", as a double-array trie (Aoe 1989) of what is
/// replaced and the replacements, each ended by a zero byte.
class CharMap {
public:
    /// Throws Error naming `where` for a blob that is no such map; no lookup leaves it.
    CharMap(std::string_view blob, const std::string& where);

    struct Rule {
        std::size_t length;  ///< bytes that are replaced
        std::string_view replacement;
    };
    /// The shortest rule that `text` begins with, and the longest.
    std::optional<Rule> shortest(std::string_view text) const { return find(text, false); }
    std::optional<Rule> longest(std::string_view text) const { return find(text, true); }

private:
    std::optional<Rule> find(std::string_view text, bool longest) const;

    std::vector<std::uint32_t> units_;
    std::string replacements_;
};

}  // namespace atelier::text
