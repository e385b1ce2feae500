#include "vision/video/pick.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace atelier::vision {
namespace {

constexpr int kWidth = 32, kHeight = 32;  // as frames are compared
constexpr double kFullContrast = 0.2;     // of the range of brightness

int brightness(const std::uint8_t* p) {
    return (299 * p[0] + 587 * p[1] + 114 * p[2]) / 1000;
}

}  // namespace

double sceneDistance(const Image& a, const Image& b) {
    std::array<int, 64> histogram{};
    std::int64_t places = 0;
    const std::size_t pixels = a.pixels.size() / 3;
    const auto bin = [](const std::uint8_t* p) {
        return static_cast<std::size_t>(p[0] / 64 * 16 + p[1] / 64 * 4 + p[2] / 64);
    };
    for (std::size_t i = 0; i < pixels; ++i) {
        const std::uint8_t *p = a.pixels.data() + 3 * i, *q = b.pixels.data() + 3 * i;
        ++histogram[bin(p)];
        --histogram[bin(q)];
        places += std::abs(brightness(p) - brightness(q));
    }
    std::int64_t colours = 0;
    for (const int difference : histogram)
        colours += std::abs(difference);
    const double count = static_cast<double>(std::max<std::size_t>(pixels, 1));
    return 0.5 * (static_cast<double>(colours) / (2 * count)) +
           0.5 * std::min(1.0, static_cast<double>(places) / (255 * count) / kFullContrast);
}

std::vector<double> sceneStarts(const std::filesystem::path& path, double threshold,
                                const std::optional<TimeRange>& range, const Watch& watch) {
    VideoReader reader(path, {.stop = watch.stop, .size = std::array{kWidth, kHeight}});
    const double duration = reader.info().duration, end = range ? std::min(range->end, duration) : duration;
    std::vector<double> starts{range ? std::max(0.0, range->begin) : 0.0};
    const auto milliseconds = [](double seconds) { return static_cast<std::int64_t>(seconds * 1000); };
    Image before = reader.frameAt(starts.front()).image;
    while (auto frame = reader.next()) {
        const double at = frame->begin;
        if (at >= end) break;
        watch.at(milliseconds(at - starts.front()), milliseconds(end - starts.front()));
        if (sceneDistance(before, frame->image) >= threshold && at - starts.back() >= kShortestScene)
            starts.push_back(at);
        before = std::move(frame->image);
    }
    return starts;
}

}  // namespace atelier::vision
