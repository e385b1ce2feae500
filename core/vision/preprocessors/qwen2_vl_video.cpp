#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/video_patches.h"
#include "vision/video_preprocessor.h"

#include <algorithm>
#include <cmath>
#include <optional>

// Reference: transformers, models/qwen2_vl/video_processing_qwen2_vl.py.
namespace atelier::vision {
namespace {

class Qwen2VlVideo : public VideoPreprocessor {
public:
    Qwen2VlVideo(const Json& config, const std::string& where)
        : common_(CommonConfig::read(config, where, {})),
          table_(common_.table()),
          sizes_{static_cast<int>(countAt(config, "patch_size", where, 14, 1, 1024)),
                 static_cast<int>(countAt(config, "merge_size", where, 2, 1, 64)),
                 static_cast<int>(countAt(config, "temporal_patch_size", where, 2, 1, 64))},
          limits_(PixelLimits::read(config, where, {128 * 28 * 28, 768 * 28 * 28})),
          sample_(jsonAt<bool>(config, "do_sample_frames", where, false)),
          cap_(jsonAt<bool>(config, "cap_pixels_per_frame", where, false)),
          fewest_(countAt(config, "min_frames", where, 4)),
          most_(countAt(config, "max_frames", where, 768)),
          tokens_(countAt(config, "max_video_tokens", where, 128'000)) {
        if (const auto count = config.find("num_frames"); count != config.end() && !count->is_null())
            wanted_ = countAt(config, "num_frames", where, 1);
        if (const auto fps = config.find("fps"); fps != config.end() && !fps->is_null())
            fps_ = jsonAt<double>(config, "fps", where);
        if (fps_ && (!(*fps_ > 0) || !std::isfinite(*fps_))) throw Error("\"fps\" must be above zero", where);
        if (fps_ && wanted_) throw Error("\"fps\" and \"num_frames\" exclude each other", where, "set one to null");
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
        PixelLimits limits = limits_;
        clip.limits.overrule(limits.minimum, limits.maximum);
        return videoPatches(clip, frames, sizes_, table_, common_.filter,
                            [&](int width, int height) { return sizeFor(width, height, std::ssize(frames), limits); });
    }

private:
    PickedFrames withTimes(const VideoClip& clip, std::vector<std::int64_t> frames) const {
        const double fps = clip.fps > 0 ? clip.fps : kUsualFps;
        PickedFrames picked{std::move(frames)};
        const double taken = static_cast<double>(picked.frames.size()) / static_cast<double>(clip.frames) * fps;
        picked.interval = sizes_.frames / taken;
        for (std::size_t i = 0; i < picked.frames.size(); i += static_cast<std::size_t>(sizes_.frames))
            picked.times.push_back(static_cast<double>(picked.frames[i]) / fps);
        return picked;
    }

    std::vector<std::int64_t> framesOf(std::int64_t all, double fps) const {
        // To whole patches.
        const auto fitted = [this](double count) {
            return static_cast<std::int64_t>(std::floor(count / sizes_.frames)) * sizes_.frames;
        };
        std::int64_t count = all;
        if (sample_ && wanted_) {
            count = static_cast<std::int64_t>(std::nearbyint(static_cast<double>(*wanted_) / sizes_.frames)) *
                    sizes_.frames;
        } else if (sample_ && fps_) {
            const auto most = static_cast<double>(fitted(static_cast<double>(std::min(most_, all))));
            const double wished = static_cast<double>(all) / fps * *fps_;
            count = fitted(std::min({std::max(wished, static_cast<double>(fewest_)), most, static_cast<double>(all)}));
        }
        if (count < 1 || count > all)
            throw Error("a video of " + std::to_string(all) + (all == 1 ? " frame" : " frames") +
                            ": the model takes at least " +
                            std::to_string(std::max<std::int64_t>(count, sizes_.frames)),
                        {}, "take its frames as images");
        // As torch.arange counts, in fp32.
        const double step = static_cast<double>(all) / static_cast<double>(count);
        const auto rows = static_cast<std::int64_t>(std::ceil(static_cast<double>(all) / step));
        std::vector<std::int64_t> frames;
        for (std::int64_t i = 0; i < rows; ++i)
            frames.push_back(
                std::min(static_cast<std::int64_t>(static_cast<float>(static_cast<double>(i) * step)), all - 1));
        return frames;
    }

    // Width and height of every frame.
    std::array<int, 2> sizeFor(int width, int height, std::int64_t count, const PixelLimits& limits) const {
        const int block = sizes_.block();
        if (!common_.resize) {
            if (width % block != 0 || height % block != 0)
                throw Error(
                    "the video's sides must be multiples of " + std::to_string(block) + ": its model does not resize",
                    std::to_string(width) + " x " + std::to_string(height));
            return {width, height};
        }
        std::int64_t most = limits.maximum;
        if (cap_) {
            const auto all = static_cast<std::int64_t>(static_cast<double>(tokens_ * block * block) * 0.9);
            most = std::max(std::min(most, all * sizes_.frames / count),
                            static_cast<std::int64_t>(static_cast<double>(limits.minimum) * 1.05));
        }
        const auto size = smartResize(height, width, block, limits.minimum, most);
        return {size[1], size[0]};
    }

    CommonConfig common_;
    std::array<std::array<float, 256>, 3> table_{};
    PatchSizes sizes_;
    PixelLimits limits_;
    bool sample_, cap_;
    std::int64_t fewest_, most_, tokens_;
    std::optional<std::int64_t> wanted_;
    std::optional<double> fps_;  ///< frames a second that are taken; nothing: all
};

const Registry<VideoPreprocessorFactory>::Entry entry{
    "Qwen2VLVideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<Qwen2VlVideo>(config, where); }};

}  // namespace
}  // namespace atelier::vision
