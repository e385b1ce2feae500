#pragma once

#include "common/geometry.h"
#include "vision/image.h"
#include "vision/video/limits.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace atelier::vision {

class FrameCache;

/// A video as a model's processor takes frames from it.
struct VideoClip {
    std::int64_t frames = 0;
    double fps = 0;                            ///< frames a second; 0: not known
    std::function<Image(std::int64_t)> frame;  ///< by its number, asked for in ascending order; all of one size
    VideoLimits limits = {};                   ///< what the recipe wants of it
    std::string identity = {};                 ///< of its file, as FrameCache has it; empty: frames are not kept
    std::string part = {};                     ///< which part of the file it is, in any words
    FrameCache* cache = nullptr;               ///< where frames are kept
};

/// A file, or `range` of it. Throws what VideoReader does, and Error for a range without frames. What a file says of
/// itself is known from `cache` where it was read before; then it is opened at the first frame that is asked for.
VideoClip openClip(const std::filesystem::path& path, const std::optional<TimeRange>& range, FrameCache& cache);
/// With the cache of the user.
VideoClip openClip(const std::filesystem::path& path, const std::optional<TimeRange>& range = {});

/// `clip` with frames of the size that its limits say.
VideoClip resizedClip(VideoClip clip);
/// `clip`, of which only `numbers` will be asked for, ascending: from the cache, into which they are read first where
/// they are not there yet.
VideoClip cachedClip(const VideoClip& clip, const std::vector<std::int64_t>& numbers);

}  // namespace atelier::vision
