#pragma once

#include <string>
#include <string_view>

namespace atelier {

/// The bytes of base64 text, '=' at its end or not. Throws Error for other characters and for half a byte.
std::string decodeBase64(std::string_view text);
std::string encodeBase64(std::string_view bytes);

}  // namespace atelier
