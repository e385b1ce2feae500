#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace atelier::text {

/// Bytes of the well-formed character at `at`, or 0 where the bytes are no UTF-8 (overlong, surrogate, truncated,
/// beyond U+10FFFF).
std::size_t utf8Length(std::string_view text, std::size_t at);

/// The character at `at`, which must be well-formed; moves `at` behind it.
char32_t nextCharacter(std::string_view text, std::size_t& at);

void appendUtf8(std::string& out, char32_t character);
std::u32string toCharacters(std::string_view text);
std::string toUtf8(std::u32string_view characters);
std::size_t characterCount(std::string_view text);

/// `text` with every maximal broken sequence replaced by one U+FFFD: what Python's `errors='replace'` and Rust's
/// `from_utf8_lossy` give. Returns `text` itself (no copy, `storage` untouched) where it is well-formed.
std::string_view validUtf8(std::string_view text, std::string& storage);

/// Unicode White_Space: `char::is_whitespace` of Rust, `\s` of Oniguruma. U+180E and U+200B are none.
bool isWhiteSpace(char32_t character);

/// `\w` of Rust's `regex`: letters, marks, decimal and letter numbers, connectors, joiners.
bool isWordCharacter(char32_t character);
/// `char::is_numeric` of Rust.
bool isNumeric(char32_t character);

/// Where the grapheme that begins at `at` ends (UAX 29, extended).
std::size_t graphemeEnd(std::string_view text, std::size_t at);

/// The number of a character's script; only equality means something. 0 is none.
int script(char32_t character);

/// Two-letter general category ("Lu", "Nd", ...) of Unicode 16, "Cn" where unassigned.
std::string_view category(char32_t character);

/// Full lower case of Unicode 16, without the rule for a final sigma.
void appendLower(std::string& out, char32_t character);

enum class Normalization { NFC, NFD, NFKC, NFKD };
/// Normalised text as `tokenizers` gives it: characters younger than its tables (Unicode 10) stay as they are and
/// nothing moves over them.
std::string normalize(std::string_view text, Normalization form);

/// What was assigned after Unicode 14, which is where PCRE2 10.42 stands; `tokenizers`' regular expressions know
/// Unicode 16.
struct CategoryRange {
    char32_t first, last;
    std::string_view category;
};
std::span<const CategoryRange> laterAssignments();

}  // namespace atelier::text
