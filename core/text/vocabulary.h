#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::text {

/// Tokens and their ids, both ways. Open addressing over one block of text: 150,000 entries are made in some 10 ms.
class Vocabulary {
public:
    /// False where the token is there already. Ids need not be dense; the table by id grows to the largest.
    bool add(std::string_view token, std::uint32_t id);
    /// Of a token that is there already the id is found from now on; the old one keeps its text.
    void addOrReplace(std::string_view token, std::uint32_t id);
    std::optional<std::uint32_t> find(std::string_view token) const;
    /// Text of an id; no value where there is none.
    std::optional<std::string_view> token(std::uint64_t id) const;
    /// Of ids: a token that was replaced counts twice.
    std::size_t count() const { return entries_.size() + replaced_; }
    /// One past the largest id.
    std::size_t end() const { return byId_.size(); }

private:
    struct Entry {
        std::uint32_t begin, size, id;
    };
    std::string_view textOf(const Entry& e) const { return std::string_view(text_).substr(e.begin, e.size); }
    std::size_t slotOf(std::string_view token) const;
    void place(std::uint32_t id, std::uint32_t index);
    void grow();

    static constexpr std::uint32_t kNone = ~0u;
    std::size_t replaced_ = 0;
    std::string text_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> slots_;  // index into entries_, or kNone
    std::vector<std::uint32_t> byId_;   // the same
};

}  // namespace atelier::text
