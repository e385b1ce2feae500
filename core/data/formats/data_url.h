#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace atelier::data {

/// Puts a picture (of a readable kind, by its first bytes) into a file in `folder` that is named by its content, and
/// returns its path. Throws Error for other bytes and for more than 64 MiB.
std::filesystem::path unpackImage(std::string_view bytes, const std::filesystem::path& folder);

/// Decodes "data:image/png;base64,…" (a picture as above, whatever type it names) into a file in `folder` that is named
/// by its content, and returns its path. Throws Error for another encoding, broken base64, and more than 64 MiB.
std::filesystem::path unpackDataUrl(const std::string& url, const std::filesystem::path& folder);

}  // namespace atelier::data
