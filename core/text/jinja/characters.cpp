#include "text/jinja/characters.h"

#include "common/error.h"
#include "text/jinja/value.h"
#include "text/unicode.h"

#include <algorithm>
#include <utf8proc.h>

namespace atelier::text::jinja {
namespace {

bool isCased(char32_t c) {
    const auto kind = category(c);
    return kind == "Lu" || kind == "Ll" || kind == "Lt";
}

void appendUpper(std::string& out, char32_t c) {
    static constexpr const char* kLigatures[] = {"FF", "FI", "FL", "FFI", "FFL", "ST", "ST"};
    if (c == 0xDF)
        out += "SS";
    else if (c >= 0xFB00 && c <= 0xFB06)
        out += kLigatures[c - 0xFB00];
    else
        appendUtf8(out, char32_t(utf8proc_toupper(static_cast<utf8proc_int32_t>(c))));
}

void appendTitle(std::string& out, char32_t c) {
    static constexpr const char* kLigatures[] = {"Ff", "Fi", "Fl", "Ffi", "Ffl", "St", "St"};
    if (c == 0xDF)
        out += "Ss";
    else if (c >= 0xFB00 && c <= 0xFB06)
        out += kLigatures[c - 0xFB00];
    else
        appendUtf8(out, char32_t(utf8proc_totitle(static_cast<utf8proc_int32_t>(c))));
}

// A sigma that ends a word has its own lower case.
void appendLowerAt(std::string& out, const std::u32string& all, std::size_t i) {
    if (all[i] == 0x3A3) {
        const bool before = i > 0 && isCased(all[i - 1]), after = i + 1 < all.size() && isCased(all[i + 1]);
        appendUtf8(out, before && !after ? 0x3C2 : 0x3C3);
    } else {
        appendLower(out, all[i]);
    }
}

// Runs of characters that are no white space.
std::vector<std::pair<std::size_t, std::size_t>> words(std::string_view text) {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    bool inside = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        const bool space = isPythonSpace(nextCharacter(text, at));
        if (space)
            inside = false;
        else if (inside)
            found.back().second = at;
        else
            found.emplace_back(here, at);
        inside = !space;
    }
    return found;
}

template <class Strips>
std::string stripWhere(std::string_view text, bool left, bool right, const Strips& strips) {
    std::size_t begin = std::string::npos, end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        if (strips(nextCharacter(text, at))) continue;
        begin = std::min(begin, here);
        end = at;
    }
    if (begin == std::string::npos) return {};
    if (!left) begin = 0;
    if (!right) end = text.size();
    return std::string(text.substr(begin, end - begin));
}

}  // namespace

bool isPythonSpace(char32_t c) {
    return isWhiteSpace(c) || (c >= 0x1C && c <= 0x1F);
}

std::string strip(std::string_view text, bool left, bool right) {
    return stripWhere(text, left, right, isPythonSpace);
}
std::string strip(std::string_view text, bool left, bool right, std::string_view characters) {
    return stripWhere(text, left, right,
                      [set = toCharacters(characters)](char32_t c) { return set.find(c) != std::u32string::npos; });
}

std::string upper(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();)
        appendUpper(out, nextCharacter(text, at));
    return out;
}

std::string lower(std::string_view text) {
    const std::u32string all = toCharacters(text);
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i)
        appendLowerAt(out, all, i);
    return out;
}

std::string capitalize(std::string_view text) {
    const std::u32string all = toCharacters(text);
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i)
        i == 0 ? appendTitle(out, all[i]) : appendLowerAt(out, all, i);
    return out;
}

std::string title(std::string_view text) {
    const std::u32string all = toCharacters(text);
    std::string out;
    bool inWord = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
        inWord ? appendLowerAt(out, all, i) : appendTitle(out, all[i]);
        inWord = isCased(all[i]);
    }
    return out;
}

std::string replaceAll(std::string_view text, std::string_view from, std::string_view to, long long count) {
    std::string out;
    std::size_t at = 0;
    if (from.empty()) {
        // Python puts `to` before every character and at the end.
        while (count != 0) {
            checkText(out.size());
            out += to;
            --count;
            if (at >= text.size()) return out;
            const std::size_t here = at;
            nextCharacter(text, at);
            out.append(text, here, at - here);
        }
        return out.append(text.substr(at));
    }
    for (std::size_t found; count != 0 && (found = text.find(from, at)) != std::string_view::npos; --count) {
        out.append(text, at, found - at).append(to);
        checkText(out.size());
        at = found + from.size();
    }
    return out.append(text.substr(at));
}

std::vector<std::string> splitLines(std::string_view text) {
    std::vector<std::string> lines;
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        const char32_t c = nextCharacter(text, at);
        const bool ends = (c >= 0xA && c <= 0xD) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
        if (!ends) continue;
        lines.emplace_back(text.substr(from, here - from));
        if (c == '\r' && at < text.size() && text[at] == '\n') ++at;
        from = at;
    }
    if (from < text.size()) lines.emplace_back(text.substr(from));
    return lines;
}

std::vector<std::string> split(std::string_view text, std::string_view separator, long long limit) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    if (separator.empty()) {
        for (const auto& [begin, end] : words(text)) {
            if (limit-- == 0) {
                parts.emplace_back(text.substr(begin));
                break;
            }
            parts.emplace_back(text.substr(begin, end - begin));
        }
        return parts;
    }
    for (std::size_t found; limit != 0 && (found = text.find(separator, from)) != std::string_view::npos; --limit) {
        parts.emplace_back(text.substr(from, found - from));
        from = found + separator.size();
    }
    parts.emplace_back(text.substr(from));
    return parts;
}

std::vector<std::string> splitFromRight(std::string_view text, std::string_view separator, long long limit) {
    std::vector<std::string> parts;
    if (separator.empty()) {
        const auto all = words(text);
        for (auto word = all.rbegin(); word != all.rend(); ++word) {
            if (limit-- == 0) {
                parts.emplace_back(text.substr(0, word->second));
                break;
            }
            parts.emplace_back(text.substr(word->first, word->second - word->first));
        }
    } else {
        std::size_t end = text.size();
        for (; limit != 0 && end >= separator.size(); --limit) {
            const auto found = text.rfind(separator, end - separator.size());
            if (found == std::string_view::npos) break;
            parts.emplace_back(text.substr(found + separator.size(), end - found - separator.size()));
            end = found;
        }
        parts.emplace_back(text.substr(0, end));
    }
    std::reverse(parts.begin(), parts.end());
    return parts;
}

}  // namespace atelier::text::jinja
