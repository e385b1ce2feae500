#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atelier::text {

/// GPT-2's alphabet: each byte as one printable character, so that a byte-level vocabulary can stand in JSON.
void appendByteCharacters(std::string& out, std::string_view bytes);
/// The bytes back; no value where a character is not in the alphabet.
std::optional<std::string> bytesOfCharacters(std::string_view characters);

/// The token that stands for a byte where a character has none of its own: "<0x0A>".
std::string byteToken(unsigned char byte);

}  // namespace atelier::text
