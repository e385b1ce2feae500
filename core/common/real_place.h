#pragma once

#include <filesystem>
#include <system_error>

namespace atelier {

/// As std::filesystem::canonical(), but for a file of a snapshot in a hub cache (core/hub/cache.h): that is a link to
/// content under a checksum's name, and keeps its own name and place.
std::filesystem::path realPlace(const std::filesystem::path& file, std::error_code& code);

}  // namespace atelier
