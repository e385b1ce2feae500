#include "vision/video/clip.h"

#include "common/error.h"
#include "vision/video/video.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace atelier::vision {

VideoClip openClip(const std::filesystem::path& path, const std::optional<TimeRange>& range) {
    const auto reader = std::make_shared<VideoReader>(path);
    const VideoInfo& info = reader->info();
    const double fps = info.fps > 0        ? info.fps
                       : info.duration > 0 ? static_cast<double>(info.frames) / info.duration
                                           : 0;
    if (info.frames < 1 || !(fps > 0)) throw Error("the video does not say how many frames it has", path);
    // Frame i is shown from i / fps on.
    const auto firstFrom = [&](double seconds) {
        return std::clamp<std::int64_t>(std::llround(std::ceil(seconds * fps - 1e-6)), 0, info.frames);
    };
    const std::int64_t first = range ? firstFrom(range->begin) : 0, last = range ? firstFrom(range->end) : info.frames;
    if (first >= last) throw Error("no frame of the video lies in the sample's range", path);
    const auto at = [reader, first, fps](std::int64_t frame) {
        return reader->frameAt((static_cast<double>(first + frame) + 0.5) / fps).image;
    };
    return {last - first, fps, at};
}

}  // namespace atelier::vision
