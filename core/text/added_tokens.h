#pragma once

#include "common/json.h"
#include "text/normalizers.h"
#include "text/vocabulary.h"

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace atelier::text {

/// The tokens of `added_tokens`: found in the text before the model sees it, the leftmost first and of those the
/// longest.
class AddedTokens {
public:
    /// `list` is `added_tokens` of a tokenizer.json. A token takes the id it has in the model, else the next free one,
    /// as in the reference; where that is not the id in the file, a warning is logged. Throws Error naming `where`.
    AddedTokens(const Json& list, const Vocabulary& model, const Normalizer* normalizer, const std::string& where);

    struct Part {
        std::string_view text;
        std::optional<std::uint32_t> id;  ///< of an added token, else text for the model
    };
    /// Tokens that are matched in the text as given.
    std::vector<Part> splitRaw(std::string_view text) const { return split(text, raw_); }
    /// Tokens that are matched after the normalizer ran.
    std::vector<Part> splitNormalized(std::string_view text) const { return split(text, normalized_); }

    std::optional<std::uint32_t> find(std::string_view token) const;
    /// Content of an added token.
    const std::string* content(std::uint64_t id) const;
    /// What decode() takes for it: the normalised form of tokens that are matched normalised.
    const std::string* decodable(std::uint64_t id) const;
    bool isSpecial(std::string_view token) const { return special_.contains(std::string(token)); }
    /// One past the largest id, 0 without tokens.
    std::uint64_t end() const { return byId_.empty() ? 0 : std::uint64_t(byId_.rbegin()->first) + 1; }

private:
    struct Token {
        std::string content, decodable;
        bool singleWord, stripLeft, stripRight, normalized, special;
    };
    // Byte trie; node 0 is the root.
    struct Trie {
        struct Node {
            std::map<unsigned char, std::uint32_t> next;
            std::optional<std::uint32_t> id;
        };
        std::vector<Node> nodes{1};
        std::array<bool, 256> starts{};

        void add(std::string_view text, std::uint32_t id);
        /// Length of the longest token at `at` and its id; length 0 where there is none.
        std::pair<std::size_t, std::uint32_t> longest(std::string_view text, std::size_t at) const;
    };
    std::vector<Part> split(std::string_view text, const Trie& trie) const;

    std::unordered_map<std::string, std::uint32_t> byContent_;
    std::map<std::uint32_t, Token> byId_;
    std::unordered_set<std::string> special_;
    Trie raw_, normalized_;
};

}  // namespace atelier::text
