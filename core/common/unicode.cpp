#include "common/unicode.h"

#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace atelier {

std::u32string codePoints(std::string_view utf8) {
    std::u32string points;
    points.reserve(utf8.size());
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data());
    for (std::size_t i = 0; i < utf8.size();) {
        utf8proc_int32_t point = 0;
        const auto size = utf8proc_iterate(at + i, static_cast<utf8proc_ssize_t>(utf8.size() - i), &point);
        points += size > 0 ? static_cast<char32_t>(point) : U'\uFFFD';
        i += size > 0 ? static_cast<std::size_t>(size) : 1;
    }
    return points;
}

namespace {

// Whether a character of three bytes has no case, and nothing of `foldsSimply` composes with it.
bool standsForItself(char32_t point) {
    return (point >= 0x4E00 && point <= 0x9FFF) ||                                          // Chinese
           (point >= 0x3001 && point <= 0x3029) || (point >= 0x3041 && point <= 0x3096) ||  // its marks, Hiragana
           (point >= 0x30A1 && point <= 0x30FC) || (point >= 0xAC00 && point <= 0xD7A3) ||  // Katakana, Korean
           (point >= 0xFF01 && point <= 0xFF20) || (point >= 0x2018 && point <= 0x201F);    // wide marks, quotes
}

// ASCII, and characters that stand for themselves: most text there is.
bool foldsSimply(std::string_view text) {
    const auto byteAt = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    for (std::size_t at = 0; at < text.size();) {
        if (byteAt(at) < 0x80) {
            ++at;
            continue;
        }
        if ((byteAt(at) & 0xF0) != 0xE0 || at + 3 > text.size()) return false;
        if ((byteAt(at + 1) & 0xC0) != 0x80 || (byteAt(at + 2) & 0xC0) != 0x80) return false;
        const char32_t point = (byteAt(at) & 0x0Fu) << 12 | (byteAt(at + 1) & 0x3Fu) << 6 | (byteAt(at + 2) & 0x3Fu);
        if (!standsForItself(point)) return false;
        at += 3;
    }
    return true;
}

}  // namespace

std::string foldedCase(std::string_view text) {
    // A search folds all there is, an import too.
    if (foldsSimply(text)) {
        std::string folded(text);
        for (char& c : folded)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
        return folded;
    }
    utf8proc_uint8_t* mapped = nullptr;
    const auto size =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &mapped, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
    if (size < 0) return std::string(text);  // not UTF-8: compared as it is
    return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
}

}  // namespace atelier
