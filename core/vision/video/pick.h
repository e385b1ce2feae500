#pragma once

#include "common/geometry.h"
#include "common/watch.h"
#include "vision/video/video.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace atelier::vision {

/// The least sceneDistance() of two frames that follow one another and show different scenes.
inline constexpr double kSceneThreshold = 0.3;
/// A scene shorter than this, in seconds, is part of the one before: flashes and dissolves make no scenes.
inline constexpr double kShortestScene = 0.4;
/// Frames that are picked without another limit.
inline constexpr std::int64_t kMostPicked = 10'000;

/// How unlike two pictures of equal size are, from 0 to 1: the mean of how far their colours lie apart (half the sum of
/// differences of histograms with 4 steps a channel) and how far their places do (mean difference of brightness, full
/// from a fifth of the range on).
double sceneDistance(const Image& a, const Image& b);

/// Where scenes begin, in seconds: first the beginning of `range` (of the video), then the begin of each frame that is
/// at least `threshold` away from the one before. `watch` gets milliseconds.
std::vector<double> sceneStarts(const std::filesystem::path& path, double threshold = kSceneThreshold,
                                const std::optional<TimeRange>& range = {}, const Watch& watch = {});

/// Which frames of a video are wanted.
struct FramePick {
    enum class By {
        Times,   ///< those shown at `times`; what lies outside the range or the video is left out
        Rate,    ///< `fps` a second, from the beginning of the range on
        Scenes,  ///< one from the middle of each scene
    };
    By by = By::Rate;
    std::vector<double> times = {};  ///< seconds
    double fps = 1;
    double threshold = kSceneThreshold;
    std::int64_t most = 0;  ///< not more, evenly spread over those; 0: kMostPicked
};

/// Throws Error for a rate, threshold, time or number that makes no sense.
void requireValid(const FramePick& pick);

/// The times at which frames are to be taken, ascending, in [range.begin, range.end).
std::vector<double> pickTimes(const std::filesystem::path& path, const FramePick& pick,
                              const std::optional<TimeRange>& range = {}, const Watch& watch = {});

/// Gives the frames at ascending `times` to `take`, each frame once. `watch` gets the times done.
void readFrames(const std::filesystem::path& path, const std::vector<double>& times,
                const std::function<void(VideoFrame&&)>& take, const Watch& watch = {});

}  // namespace atelier::vision
