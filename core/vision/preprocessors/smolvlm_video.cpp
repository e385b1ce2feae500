#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/idefics3.h"
#include "vision/preprocessors/planes.h"
#include "vision/video_preprocessor.h"

#include <algorithm>
#include <cmath>

// Frames evenly over the video, each as one square; of long videos the first and the last second are left out.
// Reference: transformers, models/smolvlm/video_processing_smolvlm.py.
namespace atelier::vision {
namespace {

constexpr double kUsualFps = 24;  // of a video that does not say it
constexpr double kSkipped = 1;    // seconds

class SmolVlmVideo : public VideoPreprocessor {
public:
    SmolVlmVideo(const Json& config, const std::string& where) {
        Json own = config;
        most_ = countAt(config, "num_frames", where, most_);
        fps_ = jsonAt<double>(config, "fps", where, fps_);
        // SmolVLM2's files have it; it wins.
        if (const auto sampling = config.find("video_sampling"); sampling != config.end() && !sampling->is_null()) {
            const std::string place = where + ": video_sampling";
            if (!sampling->is_object()) throw Error("\"video_sampling\" must be an object", where);
            most_ = countAt(*sampling, "max_frames", place, most_);
            fps_ = jsonAt<double>(*sampling, "fps", place, fps_);
            if (!own.contains("size") && sampling->contains("video_size")) own["size"] = sampling->at("video_size");
        }
        if (!(fps_ > 0) || !std::isfinite(fps_)) throw Error("\"fps\" must be above zero", where);
        sizes_ = Idefics3Sizes::read(own, where);
        if (!sizes_.common.resize)
            throw Error("\"do_resize\" is off, but the vision tower takes frames of one size", where);
        table_ = sizes_.common.table();
    }

    PickedFrames pick(const VideoClip& clip) const override {
        const double fps = clip.fps > 0 ? clip.fps : kUsualFps, duration = static_cast<double>(clip.frames) / fps;
        const auto asked = static_cast<std::int64_t>(std::nearbyint(fps_ * duration));
        const std::int64_t count = std::max<std::int64_t>(std::min(asked, most_), 1), last = clip.frames - 1;
        std::int64_t begin = 0, end = last;
        if (duration - 2 * kSkipped > static_cast<double>(most_) * fps_) {
            begin = static_cast<std::int64_t>(kSkipped * fps);
            end = std::min(static_cast<std::int64_t>(static_cast<double>(clip.frames) - kSkipped * fps), last);
            if (begin >= end) begin = 0, end = last;
        }
        const double step = count > 1 ? static_cast<double>(end - begin) / static_cast<double>(count - 1) : 0;
        PickedFrames picked;
        for (std::int64_t i = 0; i < count; ++i) {
            const auto at = static_cast<double>(i) * step + static_cast<double>(begin);
            const auto frame = i > 0 && i + 1 == count ? end : static_cast<std::int64_t>(std::floor(at));
            if (!picked.frames.empty() && picked.frames.back() == frame) continue;
            picked.frames.push_back(frame);
            picked.times.push_back(static_cast<double>(frame) / fps);
        }
        return picked;
    }

    PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const override {
        const int side = sizes_.square;
        PixelValues result;
        result.shape = {std::ssize(frames), 3, side, side};
        result.values.reserve(frames.size() * 3 * std::size_t(side) * std::size_t(side));
        for (const std::int64_t number : frames) {
            const Image frame = clip.frame(number);
            const auto [width, height] = sizes_.first(frame.width, frame.height);
            const Image first = resize(frame, width, height, sizes_.common.filter);
            appendPlanes(resize(first, side, side, sizes_.common.filter), table_, result.values);
        }
        return result;
    }

private:
    Idefics3Sizes sizes_;
    PixelTable table_{};
    std::int64_t most_ = 64;  ///< frames
    double fps_ = 1;          ///< frames a second that are taken
};

const Registry<VideoPreprocessorFactory>::Entry entry{
    "SmolVLMVideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<SmolVlmVideo>(config, where); }};

}  // namespace
}  // namespace atelier::vision
