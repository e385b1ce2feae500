#include "text/added_tokens.h"

#include "common/error.h"
#include "common/log.h"
#include "text/unicode.h"

#include <algorithm>

namespace atelier::text {
namespace {

std::size_t previousStart(std::string_view text, std::size_t at) {
    do
        --at;
    while (at > 0 && (text[at] & 0xC0) == 0x80);
    return at;
}

bool endsWithWord(std::string_view text) {
    if (text.empty()) return false;
    std::size_t at = previousStart(text, text.size());
    return isWordCharacter(nextCharacter(text, at));
}

bool startsWithWord(std::string_view text) {
    std::size_t at = 0;
    return !text.empty() && isWordCharacter(nextCharacter(text, at));
}

std::size_t trailingSpaceStart(std::string_view text) {
    std::size_t start = text.size();
    while (start > 0) {
        std::size_t at = previousStart(text, start);
        const std::size_t here = at;
        if (!isWhiteSpace(nextCharacter(text, at))) break;
        start = here;
    }
    return start;
}

std::size_t leadingSpaceEnd(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size()) {
        std::size_t at = end;
        if (!isWhiteSpace(nextCharacter(text, at))) break;
        end = at;
    }
    return end;
}

}  // namespace

void AddedTokens::Trie::add(std::string_view text, std::uint32_t id) {
    std::uint32_t node = 0;
    starts[static_cast<unsigned char>(text[0])] = true;
    for (const char byte : text) {
        const auto found = nodes[node].next.find(static_cast<unsigned char>(byte));
        if (found != nodes[node].next.end()) {
            node = found->second;
            continue;
        }
        const auto fresh = static_cast<std::uint32_t>(nodes.size());
        nodes[node].next.emplace(static_cast<unsigned char>(byte), fresh);
        nodes.emplace_back();
        node = fresh;
    }
    nodes[node].id = id;
}

std::pair<std::size_t, std::uint32_t> AddedTokens::Trie::longest(std::string_view text, std::size_t at) const {
    std::pair<std::size_t, std::uint32_t> best{0, 0};
    std::uint32_t node = 0;
    for (std::size_t i = at; i < text.size(); ++i) {
        const auto found = nodes[node].next.find(static_cast<unsigned char>(text[i]));
        if (found == nodes[node].next.end()) break;
        node = found->second;
        if (nodes[node].id) best = {i + 1 - at, *nodes[node].id};
    }
    return best;
}

AddedTokens::AddedTokens(const Json& list, const Vocabulary& model, const Normalizer* normalizer,
                         const std::string& where) {
    if (list.is_null()) return;
    if (!list.is_array()) throw Error("\"added_tokens\" must be a list", where);
    const auto vocabularySize = static_cast<std::uint32_t>(model.count());
    std::uint32_t nextId = vocabularySize;
    for (const Json& entry : list) {
        Token token{};
        token.content = jsonAt<std::string>(entry, "content", where);
        token.singleWord = jsonAt<bool>(entry, "single_word", where, false);
        token.stripLeft = jsonAt<bool>(entry, "lstrip", where, false);
        token.stripRight = jsonAt<bool>(entry, "rstrip", where, false);
        token.special = jsonAt<bool>(entry, "special", where, false);
        token.normalized = jsonAt<bool>(entry, "normalized", where, !token.special);
        const auto wanted = jsonAt<std::int64_t>(entry, "id", where);
        if (token.content.empty()) continue;

        std::uint32_t id = 0;
        if (const auto known = byContent_.find(token.content); known != byContent_.end())
            id = known->second;
        else if (const auto inModel = model.find(token.content))
            id = *inModel;
        else
            id = nextId++;
        if (std::int64_t(id) != wanted)
            log::warning(where + ": the added token \"" + token.content + "\" has the id " + std::to_string(wanted) +
                         " in the file, but gets " + std::to_string(id));
        token.decodable = token.normalized && normalizer != nullptr ? normalizer->apply(token.content) : token.content;
        byContent_[token.content] = id;
        if (token.special) special_.insert(token.content);
        byId_.insert_or_assign(id, std::move(token));
    }
    for (const auto& [id, token] : byId_)
        if (!token.decodable.empty()) (token.normalized ? normalized_ : raw_).add(token.decodable, id);
}

std::vector<AddedTokens::Part> AddedTokens::split(std::string_view text, const Trie& trie) const {
    std::vector<Part> parts;
    std::size_t covered = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (!trie.starts[static_cast<unsigned char>(text[at])]) {
            ++at;
            continue;
        }
        const auto [length, id] = trie.longest(text, at);
        if (length == 0) {
            ++at;
            continue;
        }
        std::size_t start = at, stop = at + length;
        at = stop;
        const Token& token = byId_.at(id);
        if (token.singleWord && (endsWithWord(text.substr(0, start)) || startsWithWord(text.substr(stop)))) continue;
        if (token.stripLeft) start = std::max(trailingSpaceStart(text.substr(0, start)), covered);
        if (token.stripRight) stop += leadingSpaceEnd(text.substr(stop));
        // Nothing is left of a token within the white space that the one before it took.
        if (start >= stop) continue;
        if (covered < start) parts.push_back({text.substr(covered, start - covered), std::nullopt});
        parts.push_back({text.substr(start, stop - start), id});
        covered = stop;
    }
    if (covered < text.size()) parts.push_back({text.substr(covered), std::nullopt});
    return parts;
}

std::optional<std::uint32_t> AddedTokens::find(std::string_view token) const {
    const auto found = byContent_.find(std::string(token));
    return found == byContent_.end() ? std::nullopt : std::optional(found->second);
}
const std::string* AddedTokens::content(std::uint64_t id) const {
    const auto found = byId_.find(static_cast<std::uint32_t>(id));
    return id >> 32 != 0 || found == byId_.end() ? nullptr : &found->second.content;
}
const std::string* AddedTokens::decodable(std::uint64_t id) const {
    const auto found = byId_.find(static_cast<std::uint32_t>(id));
    return id >> 32 != 0 || found == byId_.end() ? nullptr : &found->second.decodable;
}

}  // namespace atelier::text
