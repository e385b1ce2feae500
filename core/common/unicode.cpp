#include "common/unicode.h"

#include <algorithm>
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

std::string foldedCase(std::string_view text) {
    // Most text is ASCII, and a search folds all there is.
    if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; })) {
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
