#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace atelier::data::store {

struct PictureSize {
    std::int64_t width = 0, height = 0;  ///< pixels of the upright picture
};

/// From the file's header, which is read once in a program's run while the file's size and time of change stay. Nothing
/// where it cannot be read. May be called from any thread.
std::optional<PictureSize> pictureSize(const std::filesystem::path& file);

}  // namespace atelier::data::store
