#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace atelier::vision {

/// What a recipe says of videos, with LLaMA-Factory's meaning. 0: not said, the model's own rule holds.
struct VideoLimits {
    static constexpr double kFps = 2;                 ///< where only the number of frames is limited
    static constexpr std::int64_t kMostFrames = 128;  ///< where only the rate is said

    double fps = 0;                             ///< frames a second that are taken
    std::int64_t maxFrames = 0;                 ///< more are spread evenly over the video
    std::int64_t minPixels = 0, maxPixels = 0;  ///< of a frame, before the model's own processor sees it
    bool operator==(const VideoLimits&) const = default;

    bool chooseFrames() const { return fps > 0 || maxFrames > 0; }
    bool resize() const { return minPixels > 0 || maxPixels > 0; }
    /// Throws Error for limits that exclude each other or are negative.
    void check() const;

    /// Evenly from the first frame to the last: `fps` a second, whole ones, at least one and at most maxFrames. `rate`:
    /// the video's own frames a second.
    std::vector<std::int64_t> framesOf(std::int64_t all, double rate) const;
    /// A model's own limits of a frame's pixels give way where the recipe's lie outside of them.
    void overrule(std::int64_t& minimum, std::int64_t& maximum) const {
        if (maxPixels > 0 && minimum > maxPixels) minimum = std::max<std::int64_t>(minPixels, 1);
        if (minPixels > 0 && maximum < minPixels) maximum = std::max(minPixels, maxPixels);
    }
};

}  // namespace atelier::vision
