#include "common/text_encoding.h"

#include "common/error.h"
#include "common/file.h"

#include <array>
#include <cerrno>
#include <iconv.h>

namespace atelier {
namespace {

struct Mark {
    std::string_view bytes;
    const char* encoding;
};
using namespace std::string_view_literals;
// UTF-32 before UTF-16, whose mark it begins with.
constexpr std::array kMarks{Mark{"\xEF\xBB\xBF"sv, "UTF-8"}, Mark{"\xFF\xFE\0\0"sv, "UTF-32LE"},
                            Mark{"\0\0\xFE\xFF"sv, "UTF-32BE"}, Mark{"\xFF\xFE"sv, "UTF-16LE"},
                            Mark{"\xFE\xFF"sv, "UTF-16BE"}};

const Mark* markOf(std::string_view bytes) {
    for (const Mark& mark : kMarks)
        if (bytes.starts_with(mark.bytes)) return &mark;
    return nullptr;
}

// Text in Latin letters has its zero bytes always at the same place of a unit.
const char* wideOf(std::string_view head) {
    std::array<std::size_t, 4> zeros{};
    for (std::size_t i = 0; i < head.size(); ++i)
        zeros[i % 4] += head[i] == '\0';
    const std::size_t units = head.size() / 4;
    if (units == 0) return nullptr;
    const auto mostly = [&](std::size_t at) { return zeros[at] * 10 >= units * 7; };
    if (mostly(1) && mostly(2) && mostly(3)) return "UTF-32LE";
    if (mostly(0) && mostly(1) && mostly(2)) return "UTF-32BE";
    if (mostly(1) && mostly(3)) return "UTF-16LE";
    if (mostly(0) && mostly(2)) return "UTF-16BE";
    return nullptr;
}

// Where Chinese is written, high bytes come in pairs; accents of Western languages stand alone.
const char* eightBitOf(std::string_view bytes) {
    std::size_t paired = 0, alone = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (static_cast<unsigned char>(bytes[i]) < 0x81) continue;
        if (i + 1 < bytes.size() && static_cast<unsigned char>(bytes[i + 1]) >= 0xA1) {
            ++paired;
            ++i;
        } else {
            ++alone;
        }
    }
    return paired > 4 * alone ? "GB18030" : "WINDOWS-1252";
}

// Bytes that the character at `at` takes; 0 where it is no UTF-8.
std::size_t lengthAt(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80                    ? 1
                               : first >= 0xC2 && first < 0xE0 ? 2
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xF0 && first < 0xF5 ? 4
                                                               : 0;
    if (length == 0 || at + length > bytes.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    const bool tooLong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool surrogate = first == 0xED && byte(1) >= 0xA0, beyond = first == 0xF4 && byte(1) >= 0x90;
    return tooLong || surrogate || beyond ? 0 : length;
}

// A head may end inside a character.
bool isUtf8(std::string_view bytes, bool whole) {
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = lengthAt(bytes, at);
        if (length == 0) return !whole && bytes.size() - at < 4;
        at += length;
    }
    return true;
}

std::string encodingOf(std::string_view bytes, bool whole) {
    if (const Mark* mark = markOf(bytes)) return mark->encoding;
    if (const char* wide = wideOf(bytes.substr(0, 4096))) return wide;
    return isUtf8(bytes, whole) ? "UTF-8" : eightBitOf(bytes);
}

struct Converted {
    std::string text;
    std::size_t failedAt = std::string::npos;  ///< the first byte that could not be converted
    bool known = true;                         ///< whether the system knows the encoding
};

Converted converted(std::string& bytes, const std::string& encoding) {
    const iconv_t converter = ::iconv_open("UTF-8", encoding.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1)) return {{}, 0, false};
    Converted result;
    std::array<char, 65536> buffer;
    char* from = bytes.data();
    std::size_t left = bytes.size();
    while (left > 0 && result.failedAt == std::string::npos) {
        char* to = buffer.data();
        std::size_t room = buffer.size();
        if (::iconv(converter, &from, &left, &to, &room) == static_cast<std::size_t>(-1) && errno != E2BIG)
            result.failedAt = bytes.size() - left;
        result.text.append(buffer.data(), buffer.size() - room);
    }
    ::iconv_close(converter);
    return result;
}

}  // namespace

std::string encodingOf(std::string_view head) {
    return encodingOf(head, false);
}

DecodedText decodeText(std::string bytes, const std::string& source) {
    DecodedText decoded{{}, encodingOf(bytes, true)};
    if (const Mark* mark = markOf(bytes)) bytes.erase(0, mark->bytes.size());
    if (decoded.encoding == "UTF-8") {
        decoded.text = std::move(bytes);
        return decoded;
    }
    Converted result = converted(bytes, decoded.encoding);
    if (!result.known)
        throw Error("text in " + decoded.encoding + " cannot be read on this system", source, "convert it to UTF-8");
    if (result.failedAt != std::string::npos)
        throw Error("the text seems to be " + decoded.encoding + ", but byte " + std::to_string(result.failedAt) +
                        " does not belong to it",
                    source, "convert it to UTF-8");
    decoded.text = std::move(result.text);
    return decoded;
}

std::string decodeHead(std::string head) {
    const std::string encoding = encodingOf(head);
    if (const Mark* mark = markOf(head)) head.erase(0, mark->bytes.size());
    return encoding == "UTF-8" ? head : converted(head, encoding).text;
}

DecodedText readText(const std::filesystem::path& file, std::size_t largest) {
    return decodeText(readFile(file, largest), file.string());
}

}  // namespace atelier
