#include "text/unicode.h"

#include "common/error.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <utf8proc.h>

namespace atelier::text {
namespace {

struct Range {
    char32_t first, last;
};

// Marks and decompositions that came after Unicode 10, the tables of `tokenizers`' normalizers.
constexpr Range kInertInNormalization[] = {
    {0x7FD, 0x7FD},     {0x898, 0x89F},     {0x8CA, 0x8D3},     {0x9FE, 0x9FE},     {0xC3C, 0xC3C},
    {0xD3B, 0xD3C},     {0xEBA, 0xEBA},     {0x1715, 0x1715},   {0x1ABF, 0x1ACE},   {0x1DF6, 0x1DFA},
    {0x32FF, 0x32FF},   {0xA7F2, 0xA7F4},   {0xA82C, 0xA82C},   {0xAB69, 0xAB69},   {0x10781, 0x10785},
    {0x10787, 0x107B0}, {0x107B2, 0x107BA}, {0x10D24, 0x10D27}, {0x10EAB, 0x10EAC}, {0x10EFD, 0x10EFF},
    {0x10F46, 0x10F50}, {0x10F82, 0x10F85}, {0x11070, 0x11070}, {0x1133B, 0x1133B}, {0x1145E, 0x1145E},
    {0x11839, 0x1183A}, {0x11930, 0x11930}, {0x11938, 0x11938}, {0x1193D, 0x1193E}, {0x11943, 0x11943},
    {0x119E0, 0x119E0}, {0x11A34, 0x11A34}, {0x11A47, 0x11A47}, {0x11A99, 0x11A99}, {0x11D42, 0x11D42},
    {0x11D44, 0x11D45}, {0x11D97, 0x11D97}, {0x11F41, 0x11F42}, {0x16FF0, 0x16FF1}, {0x1E030, 0x1E06D},
    {0x1E08F, 0x1E08F}, {0x1E130, 0x1E136}, {0x1E2AE, 0x1E2AE}, {0x1E2EC, 0x1E2EF}, {0x1E4EC, 0x1E4EF},
    {0x1F16C, 0x1F16C}, {0x1FBF0, 0x1FBF9},
};

bool isInert(char32_t c) {
    if (c < 0x7FD) return false;
    const auto* found = std::upper_bound(std::begin(kInertInNormalization), std::end(kInertInNormalization), c,
                                         [](char32_t value, const Range& r) { return value < r.first; });
    return found != std::begin(kInertInNormalization) && c <= std::prev(found)->last;
}

void appendNormalized(std::string& out, std::string_view segment, Normalization form) {
    if (segment.empty()) return;
    int options = UTF8PROC_STABLE;
    if (form == Normalization::NFC || form == Normalization::NFKC) options |= UTF8PROC_COMPOSE;
    if (form == Normalization::NFD || form == Normalization::NFKD) options |= UTF8PROC_DECOMPOSE;
    if (form == Normalization::NFKC || form == Normalization::NFKD) options |= UTF8PROC_COMPAT;
    utf8proc_uint8_t* result = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(segment.data()),
                                   static_cast<utf8proc_ssize_t>(segment.size()), &result, utf8proc_option_t(options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, &std::free);
    if (size < 0) throw Error(std::string("cannot normalise the text: ") + utf8proc_errmsg(size));
    out.append(reinterpret_cast<const char*>(result), std::size_t(size));
}

}  // namespace

std::size_t utf8Length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const unsigned first = byte(at);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first < 0xE0) return tail(at + 1) ? 2 : 0;
    if (first >= 0xE0 && first < 0xF0) {
        if (!tail(at + 1) || !tail(at + 2)) return 0;
        if (first == 0xE0 && byte(at + 1) < 0xA0) return 0;
        if (first == 0xED && byte(at + 1) >= 0xA0) return 0;
        return 3;
    }
    if (first >= 0xF0 && first < 0xF5) {
        if (!tail(at + 1) || !tail(at + 2) || !tail(at + 3)) return 0;
        if (first == 0xF0 && byte(at + 1) < 0x90) return 0;
        if (first == 0xF4 && byte(at + 1) >= 0x90) return 0;
        return 4;
    }
    return 0;
}

char32_t nextCharacter(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    if (first < 0x80) return char32_t(byte(at++));
    const int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (at + length > text.size()) {
        at = text.size();
        return 0xFFFD;
    }
    char32_t c = first & (0xFF >> (length + 1));
    for (int i = 1; i < length; ++i)
        c = c << 6 | (byte(at + i) & 0x3F);
    at += length;
    return c;
}

void appendUtf8(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += char(c);
    } else if (c < 0x800) {
        out += char(0xC0 | c >> 6);
        out += char(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += char(0xE0 | c >> 12);
        out += char(0x80 | (c >> 6 & 0x3F));
        out += char(0x80 | (c & 0x3F));
    } else {
        out += char(0xF0 | c >> 18);
        out += char(0x80 | (c >> 12 & 0x3F));
        out += char(0x80 | (c >> 6 & 0x3F));
        out += char(0x80 | (c & 0x3F));
    }
}

std::u32string toCharacters(std::string_view text) {
    std::u32string out;
    for (std::size_t at = 0; at < text.size();)
        out += nextCharacter(text, at);
    return out;
}

std::string toUtf8(std::u32string_view characters) {
    std::string out;
    for (const char32_t c : characters)
        appendUtf8(out, c);
    return out;
}

std::size_t characterCount(std::string_view text) {
    return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string_view validUtf8(std::string_view text, std::string& storage) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = utf8Length(text, at);
        if (length == 0) break;
        at += length;
    }
    if (at == text.size()) return text;

    std::string out(text.substr(0, at));
    while (at < text.size()) {
        if (const std::size_t length = utf8Length(text, at)) {
            out.append(text, at, length);
            at += length;
            continue;
        }
        // One mark for the longest prefix that could still have become a character.
        const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
        const unsigned first = byte(at), second = byte(at + 1);
        std::size_t broken = 1;
        const bool secondFits = (first >= 0xE0 && first < 0xF5) && (second & 0xC0) == 0x80 &&
                                !(first == 0xE0 && second < 0xA0) && !(first == 0xED && second >= 0xA0) &&
                                !(first == 0xF0 && second < 0x90) && !(first == 0xF4 && second >= 0x90);
        if (secondFits) {
            broken = 2;
            if (first >= 0xF0 && (byte(at + 2) & 0xC0) == 0x80) broken = 3;
        }
        out += "\xEF\xBF\xBD";
        at += broken;
    }
    storage = std::move(out);
    return storage;
}

bool isWhiteSpace(char32_t c) {
    return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool isWordCharacter(char32_t c) {
    const auto kind = category(c);
    return kind.starts_with('L') || kind.starts_with('M') || kind == "Nd" || kind == "Nl" || kind == "Pc" ||
           c == 0x200C || c == 0x200D || (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F149) ||
           (c >= 0x1F150 && c <= 0x1F169) || (c >= 0x1F170 && c <= 0x1F189);
}

bool isNumeric(char32_t c) {
    // The last two ranges came with Unicode 17, which the reference's compiler knows.
    return category(c).starts_with('N') || (c >= 0x11DE0 && c <= 0x11DE9) || (c >= 0x16FF4 && c <= 0x16FF6);
}

std::size_t graphemeEnd(std::string_view text, std::size_t at) {
    utf8proc_int32_t state = 0;
    char32_t previous = nextCharacter(text, at);
    while (at < text.size()) {
        std::size_t behind = at;
        const char32_t next = nextCharacter(text, behind);
        if (utf8proc_grapheme_break_stateful(utf8proc_int32_t(previous), utf8proc_int32_t(next), &state)) break;
        previous = next;
        at = behind;
    }
    return at;
}

std::string_view category(char32_t c) {
    if (c >= 0x897) {  // the first of the later ones
        const auto later = laterAssignments();
        const auto found = std::upper_bound(later.begin(), later.end(), c,
                                            [](char32_t value, const CategoryRange& r) { return value < r.first; });
        if (found != later.begin() && c <= std::prev(found)->last) return std::prev(found)->category;
    }
    return utf8proc_category_string(static_cast<utf8proc_int32_t>(c));
}

void appendLower(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += c >= 'A' && c <= 'Z' ? char(c + 32) : char(c);
    } else if (c == 0x130) {
        out += "i\xCC\x87";
    } else if ((c >= 0x10D50 && c <= 0x10D65)) {
        appendUtf8(out, c + 0x20);
    } else if (c >= 0x16EA0 && c <= 0x16EB8) {
        appendUtf8(out, c + 0x1B);
    } else {
        switch (c) {  // younger than utf8proc 2.8
            case 0xA7CB:
                return appendUtf8(out, 0x264);
            case 0xA7DC:
                return appendUtf8(out, 0x19B);
            case 0x1C89:
            case 0xA7CC:
            case 0xA7CE:
            case 0xA7D2:
            case 0xA7D4:
            case 0xA7DA:
                return appendUtf8(out, c + 1);
            default:
                return appendUtf8(out, char32_t(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
        }
    }
}

std::string normalize(std::string_view text, Normalization form) {
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
    if (ascii) return std::string(text);
    std::string out;
    out.reserve(text.size());
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        const char32_t c = nextCharacter(text, at);
        if (!isInert(c)) continue;
        appendNormalized(out, text.substr(from, here - from), form);
        out.append(text, here, at - here);
        from = at;
    }
    appendNormalized(out, text.substr(from), form);
    return out;
}

}  // namespace atelier::text
