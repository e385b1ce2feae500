#include "text/char_map.h"

#include "common/error.h"
#include "text/unicode.h"

#include <cstring>

namespace atelier::text {
namespace {

// A unit of Darts-clone's array.
std::uint32_t offsetOf(std::uint32_t unit) {
    return (unit >> 10) << ((unit & (1U << 9)) >> 6);
}
std::uint32_t labelOf(std::uint32_t unit) {
    return unit & ((1U << 31) | 0xFFU);
}
bool hasValue(std::uint32_t unit) {
    return (unit >> 8 & 1U) != 0;
}
std::uint32_t valueOf(std::uint32_t unit) {
    return unit & ((1U << 31) - 1);
}

// Of a character, not its first byte: what begins or ends there is no UTF-8.
bool isInside(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

}  // namespace

CharMap::CharMap(std::string_view blob, const std::string& where) {
    std::uint32_t size = 0;
    if (blob.size() >= sizeof size) std::memcpy(&size, blob.data(), sizeof size);
    const auto damaged = [&] { return Error("the map of characters is damaged", where, "fetch the tokenizer again"); };
    if (size == 0 || size % sizeof(std::uint32_t) != 0 || size > blob.size() - sizeof size) throw damaged();
    units_.resize(size / sizeof(std::uint32_t));
    std::memcpy(units_.data(), blob.data() + sizeof size, size);
    replacements_ = blob.substr(sizeof size + size);
    std::string storage;
    if (validUtf8(replacements_, storage) != replacements_) throw damaged();
}

std::optional<CharMap::Rule> CharMap::find(std::string_view text, bool longest) const {
    std::optional<Rule> found;
    std::uint32_t node = offsetOf(units_[0]);
    for (std::size_t i = 0; i < text.size() && text[i] != '\0'; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        node ^= byte;
        if (node >= units_.size() || labelOf(units_[node]) != byte) return found;
        const bool ends = hasValue(units_[node]);
        node ^= offsetOf(units_[node]);
        if (!ends || (i + 1 < text.size() && isInside(text[i + 1]))) continue;
        if (node >= units_.size()) return found;
        const std::uint32_t at = valueOf(units_[node]);
        if (at >= replacements_.size() || isInside(replacements_[at])) return found;
        const std::string_view rest = std::string_view(replacements_).substr(at);
        found = Rule{i + 1, rest.substr(0, rest.find('\0'))};
        if (!longest) return found;
    }
    return found;
}

}  // namespace atelier::text
