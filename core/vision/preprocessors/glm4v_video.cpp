#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/clip_size.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/video_patches.h"
#include "vision/video_preprocessor.h"

#include <algorithm>
#include <cmath>

// References: transformers, models/glm4v/video_processing_glm4v.py and models/glm46v/video_processing_glm46v.py.
namespace atelier::vision {
namespace {

constexpr std::int64_t kMostFrames = 1'000'000;  // that a config can ask for

// `count` whole numbers from the first to the last, evenly, rounded down; as numpy.linspace counts.
std::vector<std::int64_t> evenly(double first, double last, std::int64_t count) {
    std::vector<std::int64_t> numbers;
    const double step = count > 1 ? (last - first) / static_cast<double>(count - 1) : 0;
    for (std::int64_t i = 0; i < count; ++i)
        numbers.push_back(static_cast<std::int64_t>(
            std::floor(i > 0 && i + 1 == count ? last : static_cast<double>(i) * step + first)));
    return numbers;
}

class GlmVideo : public VideoPreprocessor {
public:
    GlmVideo(const Json& config, const std::string& where)
        : common_(CommonConfig::read(config, where, {})),
          table_(common_.table()),
          sizes_{static_cast<int>(countAt(config, "patch_size", where, 14, 1, 1024)),
                 static_cast<int>(countAt(config, "merge_size", where, 2, 1, 64)),
                 static_cast<int>(countAt(config, "temporal_patch_size", where, 2, 1, 64))},
          limits_(PixelLimits::read(config, where, {112 * 112, 28 * 28 * 2 * 30000})),
          sample_(jsonAt<bool>(config, "do_sample_frames", where, true)) {}

    PickedFrames pick(const VideoClip& clip) const override {
        std::vector<std::int64_t> frames;
        if (sample_) {
            frames = framesOf(clip.frames, clip.fps > 0 ? clip.fps : kUsualFps);
            // A frame is taken once, and the last one again where their number is odd.
            frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
            if (frames.size() % 2 == 1) frames.push_back(frames.back());
        } else {
            for (std::int64_t i = 0; i < clip.frames; ++i)
                frames.push_back(i);
        }
        return withTimes(clip, std::move(frames));
    }

    PickedFrames timed(const VideoClip& clip, std::vector<std::int64_t> frames) const override {
        fillPatch(frames, sizes_);
        return withTimes(clip, std::move(frames));
    }

    PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const override {
        const auto count = std::ssize(frames);
        std::int64_t least = limits_.minimum, most = limits_.maximum;  // of all frames
        if (clip.limits.resize()) {
            least /= count, most /= count;
            clip.limits.overrule(least, most);
            least *= count, most *= count;
        }
        return videoPatches(clip, frames, sizes_, table_, common_.filter, [&](int width, int height) {
            const int block = sizes_.block();
            if (common_.resize) return clipSize("video", width, height, count, sizes_, least, most);
            if (width % block != 0 || height % block != 0)
                throw Error(
                    "the video's sides must be multiples of " + std::to_string(block) + ": its model does not resize",
                    std::to_string(width) + " x " + std::to_string(height));
            return std::array{width, height};
        });
    }

protected:
    // Ascending; the same frame may be there several times in a row.
    virtual std::vector<std::int64_t> framesOf(std::int64_t all, double fps) const = 0;
    const PatchSizes& sizes() const { return sizes_; }

private:
    PickedFrames withTimes(const VideoClip& clip, std::vector<std::int64_t> frames) const {
        const double fps = clip.fps > 0 ? clip.fps : kUsualFps;
        PickedFrames picked{std::move(frames)};
        const auto count = std::ssize(picked.frames), times = (count + sizes_.frames - 1) / sizes_.frames;
        if (count < sizes_.frames)
            throw Error("a video of " + std::to_string(clip.frames) + (clip.frames == 1 ? " frame" : " frames") +
                            ": too short for the model, which takes at least " + std::to_string(sizes_.frames),
                        {}, "take its frames as images");
        // The reference counts two frames for a time, whatever a patch has.
        for (std::int64_t i = 0; i < times; ++i)
            picked.times.push_back(
                static_cast<double>(picked.frames[static_cast<std::size_t>(std::min(2 * i, (count - 1) / 2 * 2))]) /
                fps);
        return picked;
    }

    CommonConfig common_;
    std::array<std::array<float, 256>, 3> table_{};
    PatchSizes sizes_;
    PixelLimits limits_;
    bool sample_;
};

// So many frames a second; of a long video, so many in all.
class Glm41Video : public GlmVideo {
public:
    Glm41Video(const Json& config, const std::string& where)
        : GlmVideo(config, where),
          rate_(jsonAt<double>(config, "fps", where, 2.0)),
          longest_(jsonAt<double>(config, "max_duration", where, 300.0)) {
        if (!(rate_ > 0) || !std::isfinite(rate_)) throw Error("\"fps\" must be above zero", where);
        if (!(longest_ > 0)) throw Error("\"max_duration\" must be above zero", where);
        if (!(longest_ * rate_ <= static_cast<double>(kMostFrames)))
            throw Error("\"fps\" and \"max_duration\" ask for over a million frames", where);
    }

protected:
    std::vector<std::int64_t> framesOf(std::int64_t all, double fps) const override {
        const double duration = static_cast<double>(all) / fps;
        const auto at = [&](double place) { return std::min(all - 1, static_cast<std::int64_t>(std::ceil(place))); };
        std::vector<std::int64_t> frames;
        if (duration <= longest_) {
            const auto count = std::max<std::int64_t>(static_cast<std::int64_t>(std::floor(duration * rate_)), 1);
            for (std::int64_t i = 0; i < count; ++i)
                frames.push_back(at(static_cast<double>(i) * fps / rate_));
            return frames;
        }
        const auto count = static_cast<std::int64_t>(longest_ * rate_);
        if (count >= all) return evenly(0, static_cast<double>(all - 1), all);
        const double step = count > 1 ? duration / static_cast<double>(count - 1) : 0;
        for (std::int64_t i = 0; i < count; ++i)
            frames.push_back(at((i > 0 && i + 1 == count ? duration : static_cast<double>(i) * step) * fps));
        return frames;
    }

private:
    double rate_, longest_;
};

// More frames a second in shorter videos.
class Glm46Video : public GlmVideo {
public:
    using GlmVideo::GlmVideo;

protected:
    std::vector<std::int64_t> framesOf(std::int64_t all, double fps) const override {
        constexpr double kLongest = 2400;
        constexpr std::int64_t kMost = 640;
        const double duration = static_cast<double>(all) / fps, counted = std::min(duration, kLongest);
        const double rate = (counted <= 30 ? 3 : counted <= 300 ? 1 : 0.5);
        const auto wanted = std::min(static_cast<std::int64_t>(counted * rate * sizes().frames), kMost);
        const double last = static_cast<double>(all - 1);
        if (all < wanted) return evenly(0, last, wanted);
        // The first frame of each step, up to the last whole second.
        const double frame = 1 / fps, step = 1 / (sizes().frames * rate), end = std::floor(duration);
        std::vector<std::int64_t> frames;
        double next = 0;
        for (std::int64_t i = 0; i < all; ++i) {
            if (static_cast<double>(i) * frame < next) continue;
            next += step;
            frames.push_back(i);
            if (next >= end) break;
        }
        if (std::ssize(frames) < wanted)
            return evenly(static_cast<double>(frames.front()), static_cast<double>(frames.back()), wanted);
        return std::ssize(frames) > wanted ? evenly(0, last, wanted) : frames;
    }
};

const Registry<VideoPreprocessorFactory>::Entry glm41{
    "Glm4vVideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<Glm41Video>(config, where); }};
const Registry<VideoPreprocessorFactory>::Entry glm46{
    "Glm46VVideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<Glm46Video>(config, where); }};

}  // namespace
}  // namespace atelier::vision
