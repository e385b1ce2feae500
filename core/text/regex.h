#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier::text {

/// A regular expression of a tokenizer.json. These are written for Oniguruma (Ruby syntax, Unicode 16); here they are
/// rewritten for PCRE2 so that they match the same text: `\s`, `\w`, `\d` and general categories are spelled out.
/// Immutable, thread-safe.
class Regex {
public:
    using Match = std::pair<std::size_t, std::size_t>;  ///< [begin, end) in bytes

    /// Throws Error naming `where` for a pattern that does not compile or uses what has no counterpart.
    Regex(std::string_view pattern, const std::string& where);
    /// Matches `text` itself.
    static Regex literal(std::string_view text, const std::string& where);
    ~Regex();
    Regex(Regex&&) noexcept;
    Regex& operator=(Regex&&) noexcept;

    /// Matches from left to right without overlap, in valid UTF-8. An empty match directly after another match does not
    /// count.
    std::vector<Match> findAll(std::string_view text) const;

private:
    struct Impl;
    explicit Regex(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// The pattern as PCRE2 takes it. Throws Error.
std::string toPcre(std::string_view pattern, const std::string& where);

}  // namespace atelier::text
