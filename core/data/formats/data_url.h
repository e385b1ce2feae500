#pragma once

#include <filesystem>
#include <string>

namespace atelier::data {

/// Decodes "data:image/png;base64,…" (PNG, JPEG, WebP, TIFF) into a file in `folder` that is named by its content, and
/// returns its path. Throws Error for another type or encoding, broken base64, and more than 64 MiB.
std::filesystem::path unpackDataUrl(const std::string& url, const std::filesystem::path& folder);

}  // namespace atelier::data
