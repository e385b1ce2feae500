#pragma once

#include "common/geometry.h"
#include "vision/image.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

namespace atelier::vision {

/// A video as a model's processor takes frames from it.
struct VideoClip {
    std::int64_t frames = 0;
    double fps = 0;                            ///< frames a second; 0: not known
    std::function<Image(std::int64_t)> frame;  ///< by its number, asked for in ascending order; all of one size
};

/// A file, or `range` of it. Throws what VideoReader does, and Error for a range without frames.
VideoClip openClip(const std::filesystem::path& path, const std::optional<TimeRange>& range = {});

}  // namespace atelier::vision
