#include "vision/video/limits.h"

#include "common/error.h"

#include <cmath>

namespace atelier::vision {

void VideoLimits::check() const {
    if (!(fps >= 0) || !std::isfinite(fps)) throw Error("must be a number of frames a second, or 0", "video_fps");
    if (maxFrames < 0) throw Error("must not be negative", "video_maxlen");
    if (minPixels < 0 || maxPixels < 0 || (minPixels > 0 && maxPixels > 0 && minPixels > maxPixels))
        throw Error("video_min_pixels must not be above video_max_pixels, nor either negative", "video_min_pixels");
}

std::vector<std::int64_t> VideoLimits::framesOf(std::int64_t all, double rate) const {
    const double wished = std::floor(static_cast<double>(all) / rate * (fps > 0 ? fps : kFps));
    const std::int64_t most = std::min(all, maxFrames > 0 ? maxFrames : kMostFrames);
    const std::int64_t count =
        std::max<std::int64_t>(1, wished < static_cast<double>(most) ? static_cast<std::int64_t>(wished) : most);
    const double step = count > 1 ? static_cast<double>(all - 1) / static_cast<double>(count - 1) : 0;
    std::vector<std::int64_t> frames;
    for (std::int64_t i = 0; i < count; ++i)
        frames.push_back(
            i > 0 && i + 1 == count ? all - 1 : static_cast<std::int64_t>(std::floor(static_cast<double>(i) * step)));
    return frames;
}

}  // namespace atelier::vision
