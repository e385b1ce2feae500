#include "text/byte_level.h"

#include "text/unicode.h"

#include <array>
#include <cstdio>

namespace atelier::text {
namespace {

struct Alphabet {
    std::array<std::string, 256> characterOf;
    std::array<int, 512> byteOf{};

    Alphabet() {
        byteOf.fill(-1);
        char32_t next = 256;
        for (int byte = 0; byte < 256; ++byte) {
            const bool printable = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
            const char32_t c = printable ? char32_t(byte) : next++;
            appendUtf8(characterOf[std::size_t(byte)], c);
            byteOf[c] = byte;
        }
    }
};

const Alphabet& alphabet() {
    static const Alphabet instance;
    return instance;
}

}  // namespace

void appendByteCharacters(std::string& out, std::string_view bytes) {
    const auto& table = alphabet().characterOf;
    for (const char byte : bytes)
        out += table[static_cast<unsigned char>(byte)];
}

std::optional<std::string> bytesOfCharacters(std::string_view characters) {
    const auto& table = alphabet().byteOf;
    std::string bytes;
    for (std::size_t at = 0; at < characters.size();) {
        const char32_t c = nextCharacter(characters, at);
        if (c >= table.size() || table[c] < 0) return std::nullopt;
        bytes += char(table[c]);
    }
    return bytes;
}

std::string byteToken(unsigned char byte) {
    char name[8];
    std::snprintf(name, sizeof name, "<0x%02X>", byte);
    return name;
}

}  // namespace atelier::text
