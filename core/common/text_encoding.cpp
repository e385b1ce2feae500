#include "common/text_encoding.h"

#include "common/error.h"
#include "common/file.h"

#include <algorithm>
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

constexpr unsigned byteAt(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

constexpr bool within(unsigned byte, unsigned first, unsigned last) {
    return byte >= first && byte <= last;
}

// How well bytes fit an encoding with characters of two bytes.
struct Pairs {
    int usual = 0;   // characters that texts are full of
    int others = 0;  // rare ones; bytes that belong to no character count four times
    int kana = 0;    // of the usual ones
    bool fits() const { return usual > 0 && usual * 10 >= (usual + others) * 7; }
};

template <class Look>  // Look(lead, trail, pairs): 2 for a pair, 1 for a byte alone, 0 for no character
Pairs pairsOf(std::string_view bytes, Look&& look) {
    Pairs pairs;
    for (std::size_t at = 0; at < bytes.size();) {
        const unsigned lead = byteAt(bytes, at);
        if (lead < 0x80) {
            ++at;
            continue;
        }
        const std::size_t length = look(lead, byteAt(bytes, at + 1), pairs);
        if (length == 0 && at + 1 < bytes.size()) pairs.others += 4;  // the last byte may be half a character
        at += std::max<std::size_t>(length, 1);
    }
    return pairs;
}

// The most frequent 3,755 of GB 2312 begin with B0 to D7; punctuation, with A1 to A3, is in all of them.
Pairs asGb(std::string_view bytes) {
    return pairsOf(bytes, [](unsigned lead, unsigned trail, Pairs& pairs) -> std::size_t {
        if (!within(lead, 0x81, 0xFE)) return 0;
        if (within(trail, 0x30, 0x39)) return ++pairs.others, 2;  // half of a character of four bytes
        if (trail < 0x40 || trail == 0x7F || trail == 0xFF) return 0;
        if (within(lead, 0xA1, 0xA3) || (lead == 0xA8 && within(trail, 0xA1, 0xC0))) return 2;  // also accents
        ++(within(lead, 0xB0, 0xD7) && trail >= 0xA1 ? pairs.usual : pairs.others);
        return 2;
    });
}

// The most frequent 5,401 of Big5 begin with A4 to C6.
Pairs asBig5(std::string_view bytes) {
    return pairsOf(bytes, [](unsigned lead, unsigned trail, Pairs& pairs) -> std::size_t {
        if (!within(lead, 0x81, 0xFE) || !(within(trail, 0x40, 0x7E) || within(trail, 0xA1, 0xFE))) return 0;
        if (within(lead, 0xA1, 0xA3)) return 2;
        ++(within(lead, 0xA4, 0xC6) ? pairs.usual : pairs.others);
        return 2;
    });
}

Pairs asShiftJis(std::string_view bytes) {
    return pairsOf(bytes, [](unsigned lead, unsigned trail, Pairs& pairs) -> std::size_t {
        if (within(lead, 0xA1, 0xDF)) return ++pairs.others, 1;  // katakana of half the width
        const bool isLead = within(lead, 0x81, 0x9F) || within(lead, 0xE0, 0xFC);
        if (!isLead || !(within(trail, 0x40, 0x7E) || within(trail, 0x80, 0xFC))) return 0;
        if (lead == 0x81) return 2;
        const bool kana = (lead == 0x82 && trail >= 0x9F) || (lead == 0x83 && trail <= 0x96);
        pairs.kana += kana;
        ++(kana || within(lead, 0x88, 0x97) ? pairs.usual : pairs.others);
        return 2;
    });
}

Pairs asEucJp(std::string_view bytes) {
    return pairsOf(bytes, [](unsigned lead, unsigned trail, Pairs& pairs) -> std::size_t {
        if (!(within(lead, 0xA1, 0xFE) || lead == 0x8E) || trail < 0xA1) return 0;
        if (lead == 0xA1) return 2;
        pairs.kana += lead == 0xA4 || lead == 0xA5;
        ++(lead == 0xA4 || lead == 0xA5 || within(lead, 0xB0, 0xCF) ? pairs.usual : pairs.others);
        return 2;
    });
}

// Syllables begin with B0 to C8. Chinese uses the bytes behind them as often.
Pairs asEucKr(std::string_view bytes) {
    return pairsOf(bytes, [](unsigned lead, unsigned trail, Pairs& pairs) -> std::size_t {
        if (!within(lead, 0xA1, 0xFE) || trail < 0xA1) return 0;
        if (within(lead, 0xA1, 0xA3)) return 2;
        ++(within(lead, 0xB0, 0xC8) ? pairs.usual : pairs.others);
        return 2;
    });
}

// Cyrillic words are runs of high bytes, most of them small letters; accents of Western languages stand alone.
bool isCyrillic(std::string_view bytes) {
    std::size_t high = 0, runs = 0, small = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (byteAt(bytes, i) < 0xC0) continue;
        ++high;
        small += byteAt(bytes, i) >= 0xE0;
        runs += i == 0 || byteAt(bytes, i - 1) < 0xC0;
    }
    return runs > 0 && high >= 3 * runs && small * 2 > high;
}

// Of what is no UTF-8.
const char* eightBitOf(std::string_view bytes) {
    const auto japanese = [](const Pairs& pairs) { return pairs.fits() && pairs.kana * 5 >= pairs.usual; };
    if (japanese(asShiftJis(bytes))) return "SHIFT_JIS";
    if (japanese(asEucJp(bytes))) return "EUC-JP";
    const Pairs gb = asGb(bytes), big5 = asBig5(bytes), korean = asEucKr(bytes);
    constexpr int kEnough = 8;
    if (korean.usual >= kEnough && korean.others == 0) return "EUC-KR";
    if (gb.fits() && gb.others <= big5.others) return "GB18030";
    if (big5.fits()) return "BIG5";
    if (gb.fits()) return "GB18030";
    return isCyrillic(bytes) ? "WINDOWS-1251" : "WINDOWS-1252";
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
