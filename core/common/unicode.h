#pragma once

#include <string>
#include <string_view>

namespace atelier {

/// Unicode code points; a byte that is no UTF-8 becomes U+FFFD.
std::u32string codePoints(std::string_view utf8);
/// Unicode case folding (and NFC), for comparing; text that is no UTF-8 comes back as it is.
std::string foldedCase(std::string_view text);

}  // namespace atelier
