#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace atelier {

/// The whole lines in the last `bytes` bytes of a file that may be long; all of a shorter one. Throws Error.
std::string readLastLines(const std::filesystem::path& file, std::size_t bytes);

}  // namespace atelier
