#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/planes.h"
#include "vision/video_preprocessor.h"

#include <algorithm>
#include <cmath>
#include <optional>

// Frames from the middles of equal parts of the video, each as one tile. Reference: transformers,
// models/internvl/video_processing_internvl.py.
namespace atelier::vision {
namespace {

constexpr std::int64_t kMaxSide = 16'384;
constexpr double kUsualFps = 24;  // of a video that does not say it
// The reference leaves the choice to its caller where the folder sets no number; InternVL's authors take up to so many.
constexpr std::int64_t kMostFrames = 32;

class InternVlVideo : public VideoPreprocessor {
public:
    InternVlVideo(const Json& config, const std::string& where)
        : common_(CommonConfig::read(config, where, {})), table_(common_.table()) {
        if (!common_.resize)
            throw Error("\"do_resize\" is off, but the vision tower takes pictures of one size", where);
        if (jsonAt<bool>(config, "do_center_crop", where, false))
            throw Error("\"do_center_crop\" is not supported for videos", where);
        if (const auto size = config.find("size"); size != config.end() && !size->is_null()) {
            const std::string place = where + ": size";
            height_ = static_cast<int>(countAt(*size, "height", place, 0, 1, kMaxSide));
            width_ = static_cast<int>(countAt(*size, "width", place, 0, 1, kMaxSide));
        }
        if (const auto count = config.find("num_frames"); count != config.end() && !count->is_null())
            wanted_ = countAt(config, "num_frames", where, 1);
        if (const auto fps = config.find("fps"); fps != config.end() && !fps->is_null()) {
            fps_ = jsonAt<double>(config, "fps", where);
            if (!(*fps_ > 0) || !std::isfinite(*fps_)) throw Error("\"fps\" must be above zero", where);
        }
        if (const auto shift = config.find("initial_shift"); shift != config.end() && !shift->is_null()) {
            if (shift->is_boolean())
                middles_ = shift->get<bool>();
            else
                middles_ = false, shift_ = jsonAt<double>(config, "initial_shift", where);
            if (!(shift_ >= 0)) throw Error("\"initial_shift\" must not be negative", where);
        }
    }

    PickedFrames pick(const VideoClip& clip) const override {
        const double fps = clip.fps > 0 ? clip.fps : kUsualFps;
        std::int64_t count = kMostFrames;
        if (wanted_)
            count = *wanted_;
        else if (fps_)
            count = static_cast<std::int64_t>(static_cast<double>(clip.frames) / fps * *fps_);
        count = std::clamp<std::int64_t>(count, 1, clip.frames);
        const double step = static_cast<double>(clip.frames) / static_cast<double>(count);
        PickedFrames picked;
        for (std::int64_t i = 0;; ++i) {
            // fp32, as the reference counts.
            const auto at = static_cast<float>((middles_ ? step / 2 : shift_) + step * static_cast<double>(i));
            const auto frame = static_cast<std::int64_t>(at);
            if (i == count || frame >= clip.frames) break;
            picked.frames.push_back(frame);
            picked.times.push_back(static_cast<double>(frame) / fps);
        }
        if (picked.frames.empty())
            throw Error("\"initial_shift\" lies behind the end of a video of " + std::to_string(clip.frames) +
                        " frames");
        return picked;
    }

    PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const override {
        PixelValues result;
        result.shape = {std::ssize(frames), 3, height_, width_};
        result.values.reserve(frames.size() * 3 * std::size_t(width_) * std::size_t(height_));
        for (const std::int64_t frame : frames)
            appendPlanes(resize(clip.frame(frame), width_, height_, common_.filter), table_, result.values);
        return result;
    }

private:
    CommonConfig common_;
    PixelTable table_;
    int width_ = 384, height_ = 384;
    std::optional<std::int64_t> wanted_;
    std::optional<double> fps_;  ///< frames a second that are taken
    bool middles_ = true;        ///< of the parts, else `shift_` frames from the beginning
    double shift_ = 0;
};

const Registry<VideoPreprocessorFactory>::Entry entry{
    "InternVLVideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<InternVlVideo>(config, where); }};

}  // namespace
}  // namespace atelier::vision
