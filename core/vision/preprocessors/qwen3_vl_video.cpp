#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/clip_size.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/video_patches.h"
#include "vision/video_preprocessor.h"

#include <algorithm>
#include <cmath>
#include <optional>

// Reference: transformers, models/qwen3_vl/video_processing_qwen3_vl.py.
namespace atelier::vision {
namespace {

class Qwen3VlVideo : public VideoPreprocessor {
public:
    Qwen3VlVideo(const Json& config, const std::string& where) {
        CommonConfig defaults;
        defaults.mean = defaults.deviation = {0.5, 0.5, 0.5};
        common_ = CommonConfig::read(config, where, defaults);
        table_ = common_.table();
        sizes_.patch = static_cast<int>(countAt(config, "patch_size", where, 16, 1, 1024));
        sizes_.merge = static_cast<int>(countAt(config, "merge_size", where, 2, 1, 64));
        sizes_.frames = static_cast<int>(countAt(config, "temporal_patch_size", where, 2, 1, 64));
        sample_ = jsonAt<bool>(config, "do_sample_frames", where, true);
        fewest_ = countAt(config, "min_frames", where, 4);
        most_ = countAt(config, "max_frames", where, 768);
        if (const auto count = config.find("num_frames"); count != config.end() && !count->is_null())
            wanted_ = countAt(config, "num_frames", where, 1);
        if (const auto fps = config.find("fps"); fps != config.end() && fps->is_null())
            fps_.reset();
        else
            fps_ = jsonAt<double>(config, "fps", where, 2.0);
        if (fps_ && (!(*fps_ > 0) || !std::isfinite(*fps_))) throw Error("\"fps\" must be above zero", where);
        cap_ = jsonAt<bool>(config, "cap_pixels_per_frame", where, false);
        frameTokens_ = countAt(config, "max_video_tokens", where, 768);
        if (const auto size = config.find("size"); size != config.end() && !size->is_null()) {
            const std::string place = where + ": size";
            least_ = countAt(*size, "shortest_edge", place, least_, 1, std::int64_t{1} << 40);
            largest_ = countAt(*size, "longest_edge", place, largest_, 1, std::int64_t{1} << 40);
        }
    }

    PickedFrames pick(const VideoClip& clip) const override {
        return withTimes(clip, framesOf(clip.frames, clip.fps > 0 ? clip.fps : kUsualFps));
    }

    PickedFrames timed(const VideoClip& clip, std::vector<std::int64_t> frames) const override {
        PickedFrames picked = withTimes(clip, std::move(frames));
        fillPatch(picked.frames, sizes_);
        return picked;
    }

    PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const override {
        const auto count = std::ssize(frames);
        if (count < sizes_.frames)
            throw Error("a video of " + std::to_string(count) + (count == 1 ? " frame" : " frames") +
                            ": the model takes at least " + std::to_string(sizes_.frames),
                        {}, "take its frames as images");
        std::int64_t least = least_, most = largest_;
        if (clip.limits.resize()) {
            least /= count, most /= count;
            clip.limits.overrule(least, most);
            least *= count, most *= count;
        }
        return videoPatches(clip, frames, sizes_, table_, common_.filter,
                            [&](int width, int height) { return sizeFor(width, height, count, least, most); });
    }

private:
    PickedFrames withTimes(const VideoClip& clip, std::vector<std::int64_t> frames) const {
        const double fps = clip.fps > 0 ? clip.fps : kUsualFps;
        PickedFrames picked{std::move(frames), {}};
        // The mean of the first and the last frame of each patch, the last one again where frames are missing.
        const auto last = std::ssize(picked.frames) - 1;
        const auto at = [&](std::int64_t i) {
            return static_cast<double>(picked.frames[static_cast<std::size_t>(std::min(i, last))]) / fps;
        };
        for (std::int64_t i = 0; i <= last; i += sizes_.frames)
            picked.times.push_back((at(i) + at(i + sizes_.frames - 1)) / 2);
        return picked;
    }

    std::vector<std::int64_t> framesOf(std::int64_t all, double fps) const {
        std::int64_t count = all;
        if (sample_ && wanted_) {
            count = std::min(*wanted_, all);
        } else if (sample_) {
            if (fps_) count = static_cast<std::int64_t>(static_cast<double>(all) / fps * *fps_);
            count = std::min({std::max(count, fewest_), most_, all});
        }
        // Evenly from the first to the last; halves to the even number.
        const double step = count > 1 ? static_cast<double>(all - 1) / static_cast<double>(count - 1) : 0;
        std::vector<std::int64_t> frames;
        for (std::int64_t i = 0; i < count; ++i)
            frames.push_back(i > 0 && i + 1 == count
                                 ? all - 1
                                 : static_cast<std::int64_t>(std::nearbyint(static_cast<double>(i) * step)));
        return frames;
    }

    // Width and height of every frame: the pixels of all frames together have a lower and an upper limit.
    std::array<int, 2> sizeFor(int givenWidth, int givenHeight, std::int64_t count, std::int64_t least,
                               std::int64_t largest) const {
        const int block = sizes_.block();
        if (!common_.resize) {
            if (givenWidth % block != 0 || givenHeight % block != 0)
                throw Error(
                    "the video's sides must be multiples of " + std::to_string(block) + ": its model does not resize",
                    std::to_string(givenWidth) + " x " + std::to_string(givenHeight));
            return {givenWidth, givenHeight};
        }
        std::int64_t most = largest;
        if (cap_)
            most = count * std::max(std::min(frameTokens_ * block * block, largest / count),
                                    static_cast<std::int64_t>(static_cast<double>(least) * 1.05));
        return clipSize("video", givenWidth, givenHeight, count, sizes_, least, most);
    }

    CommonConfig common_;
    std::array<std::array<float, 256>, 3> table_{};
    PatchSizes sizes_;
    bool sample_ = true, cap_ = false;
    std::int64_t fewest_ = 4, most_ = 768, frameTokens_ = 768;
    std::optional<std::int64_t> wanted_;
    std::optional<double> fps_ = 2;  ///< frames a second that are taken; nothing: all
    std::int64_t least_ = 128 * 32 * 32, largest_ = 32 * 32 * 768;
};

const Registry<VideoPreprocessorFactory>::Entry entry{
    "Qwen3VLVideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<Qwen3VlVideo>(config, where); }};

}  // namespace
}  // namespace atelier::vision
