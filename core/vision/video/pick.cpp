#include "vision/video/pick.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>

namespace atelier::vision {
namespace {

// `most` of them, spread as evenly as numbers allow: the middles of equal parts.
std::vector<double> thinned(const std::vector<double>& times, std::int64_t most) {
    const std::int64_t count = std::ssize(times);
    if (count <= most) return times;
    std::vector<double> kept;
    for (std::int64_t i = 0; i < most; ++i)
        kept.push_back(times[static_cast<std::size_t>((2 * i + 1) * count / (2 * most))]);
    return kept;
}

std::vector<double> atRate(const TimeRange& range, double fps, std::int64_t most) {
    // Evenly over the range rather than a list too long to hold.
    constexpr double kLongest = 1e6;
    const double count = std::ceil((range.end - range.begin) * fps - 1e-9);
    const double step = count > kLongest ? (range.end - range.begin) / static_cast<double>(most) : 1 / fps;
    std::vector<double> times;
    for (std::int64_t i = 0; i < std::max<std::int64_t>(1, static_cast<std::int64_t>(std::min(count, kLongest))); ++i)
        if (const double at = range.begin + static_cast<double>(i) * step; at < range.end) times.push_back(at);
    return times;
}

}  // namespace

void requireValid(const FramePick& pick) {
    if (pick.most < 0) throw Error("the number of frames is below 0", "max");
    switch (pick.by) {
        case FramePick::By::Rate:
            if (!(pick.fps > 0 && pick.fps <= 1000))
                throw Error("the rate must be above 0 and at most 1,000 frames a second", "fps");
            return;
        case FramePick::By::Scenes:
            if (!(pick.threshold > 0 && pick.threshold <= 1))
                throw Error("the difference of scenes must be above 0 and at most 1", "scenes",
                            "less finds more scenes; 0.3 is usual");
            return;
        case FramePick::By::Times:
            if (pick.times.empty()) throw Error("no times were given", "at", "e.g. 1.5,4,12");
            for (const double time : pick.times)
                if (!(time >= 0 && time < 1e6)) throw Error("a time is no number of seconds from 0 on", "at");
            return;
    }
}

std::vector<double> pickTimes(const std::filesystem::path& path, const FramePick& pick,
                              const std::optional<TimeRange>& range, const Watch& watch) {
    requireValid(pick);
    watch.at(0);
    const double duration = VideoReader(path, {0, watch.stop}).info().duration;
    TimeRange whole{0, duration};
    if (range) whole = {std::max(0.0, range->begin), std::min(range->end, duration)};
    if (!(whole.begin < whole.end)) throw Error("the part of the video lies behind its end", path.string());
    const std::int64_t most = pick.most > 0 ? pick.most : kMostPicked;

    std::vector<double> times;
    switch (pick.by) {
        case FramePick::By::Rate:
            times = atRate(whole, pick.fps, most);
            break;
        case FramePick::By::Times:
            for (const double time : pick.times)
                if (time >= whole.begin && time < whole.end) times.push_back(time);
            std::sort(times.begin(), times.end());
            times.erase(std::unique(times.begin(), times.end()), times.end());
            break;
        case FramePick::By::Scenes: {
            std::vector<double> starts = sceneStarts(path, pick.threshold, whole, watch);
            starts.push_back(whole.end);
            for (std::size_t i = 0; i + 1 < starts.size(); ++i)
                times.push_back((starts[i] + starts[i + 1]) / 2);
            break;
        }
    }
    return thinned(times, most);
}

void readFrames(const std::filesystem::path& path, const std::vector<double>& times,
                const std::function<void(VideoFrame&&)>& take, const Watch& watch) {
    VideoReader reader(path, {0, watch.stop});
    double last = -1;
    for (std::size_t i = 0; i < times.size(); ++i) {
        watch.at(static_cast<std::int64_t>(i), std::ssize(times));
        VideoFrame frame = reader.frameAt(times[i]);
        if (i > 0 && frame.begin == last) continue;
        last = frame.begin;
        take(std::move(frame));
    }
}

}  // namespace atelier::vision
