#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace atelier {

/// A text with the encoding that it was found in.
struct DecodedText {
    std::string text;      ///< UTF-8, without a byte-order mark
    std::string encoding;  ///< "UTF-8", "UTF-16LE", ... as iconv names them
};

/// Text of an unknown encoding as UTF-8. Recognised are byte-order marks, UTF-16 and UTF-32 without one (by their zero
/// bytes), and UTF-8; of what is left, Shift JIS, EUC-JP, EUC-KR, GB18030 and Big5 by the characters that their texts
/// are full of, Windows-1251 by its runs of high bytes, else Windows-1252. Throws Error naming `source` when the bytes
/// are not of the encoding that they seem to be.
DecodedText decodeText(std::string bytes, const std::string& source);

/// The encoding that decodeText() would find, from the first bytes of a file alone. "UTF-8" can still turn out wrong
/// behind them.
std::string encodingOf(std::string_view head);

/// The first bytes of a file as UTF-8 text, up to the first that cannot be converted. Never throws.
std::string decodeHead(std::string head);

/// A whole file by decodeText(). Throws Error as readFile() does.
DecodedText readText(const std::filesystem::path& file, std::size_t largest = std::size_t(4) << 30);

}  // namespace atelier
