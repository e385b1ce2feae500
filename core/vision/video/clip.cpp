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
    // Frame i is shown from start + i / fps on.
    const double start = reader->frameAt(0).begin, length = info.duration - start;
    const double fps = info.fps > 0 ? info.fps : length > 0 ? static_cast<double>(info.frames) / length : 0;
    std::int64_t frames = info.frames;
    if (length > 0) frames = std::min<std::int64_t>(frames, std::llround(length * fps));
    if (frames < 1 || !(fps > 0)) throw Error("the video does not say how many frames it has", path);

    const auto firstFrom = [&](double seconds) {
        const double frame = std::ceil((seconds - start) * fps - 1e-6);
        return static_cast<std::int64_t>(std::clamp(frame, 0.0, static_cast<double>(frames)));
    };
    const std::int64_t first = range ? firstFrom(range->begin) : 0, past = range ? firstFrom(range->end) : frames;
    if (first >= past) throw Error("no frame of the video lies in the sample's range", path);
    const auto at = [reader, first, fps, start](std::int64_t frame) {
        return reader->frameAt(start + (static_cast<double>(first + frame) + 0.5) / fps).image;
    };
    return {past - first, fps, at};
}

}  // namespace atelier::vision
