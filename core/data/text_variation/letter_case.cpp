#include "data/text_variation/text_variation.h"

#include <utf8proc.h>

namespace atelier::data {
namespace {

// One character for one; what has no simple counterpart (a German sharp s) stays.
std::string mapped(std::string_view text, utf8proc_int32_t (*map)(utf8proc_int32_t), bool firstOnly) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        utf8proc_int32_t character = -1;
        const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                             static_cast<utf8proc_ssize_t>(text.size() - at), &character);
        if (length <= 0) return std::string(text);  // no UTF-8: left alone
        utf8proc_uint8_t bytes[4];
        const auto written = utf8proc_encode_char(at == 0 || !firstOnly ? map(character) : character, bytes);
        result.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(written));
        at += static_cast<std::size_t>(length);
    }
    return result;
}

std::vector<TextEdit> changeCase(const std::string& text, double strength, const Wordings&, Random& random) {
    if (random.uniform() >= strength) return {};
    const auto kind = random.below(3);
    std::vector<TextEdit> edits;
    for (const auto& [begin, end] : wordsOf(text)) {
        const std::string_view word = std::string_view(text).substr(begin, end - begin);
        std::string changed = mapped(word, kind == 1 ? utf8proc_toupper : utf8proc_tolower, kind == 2);
        if (changed != word) edits.push_back({begin, end, std::move(changed)});
        if (kind == 2) break;
    }
    return edits;
}

const TextVariations::Entry entry{"case", {40, true, changeCase}};

}  // namespace
}  // namespace atelier::data
