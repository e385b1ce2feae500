#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/config.h"
#include "vision/video_preprocessor.h"

#include <algorithm>
#include <cmath>
#include <optional>

// Frames evenly from the beginning of the video on, each as CLIP's preprocessor makes a picture. Reference:
// transformers, video_processing_utils.py and the video processors of LLaVA-OneVision and Video-LLaVA.
namespace atelier::vision {
namespace {

class ClipVideo : public VideoPreprocessor {
public:
    /// `most`: frames that are taken where the folder sets no number.
    ClipVideo(Json config, const std::string& where, std::int64_t most) : count_(most) {
        if (const auto count = config.find("num_frames"); count != config.end() && !count->is_null())
            count_ = countAt(config, "num_frames", where, 1);
        else if (const auto fps = config.find("fps"); fps != config.end() && !fps->is_null()) {
            fps_ = jsonAt<double>(config, "fps", where);
            if (!(*fps_ > 0) || !std::isfinite(*fps_)) throw Error("\"fps\" must be above zero", where);
        }
        config["image_processor_type"] = "CLIPImageProcessor";
        frame_ = makePreprocessor(config, where);
    }

    PickedFrames pick(const VideoClip& clip) const override {
        std::int64_t count = count_;
        if (fps_) {
            const double seconds = static_cast<double>(clip.frames) / (clip.fps > 0 ? clip.fps : kUnsaidFps);
            count = static_cast<std::int64_t>(seconds * *fps_);
        }
        count = std::clamp<std::int64_t>(count, 1, clip.frames);
        std::vector<std::int64_t> frames;
        for (std::int64_t i = 0; i < count; ++i)
            frames.push_back(i * clip.frames / count);
        return timed(clip, std::move(frames));
    }

    PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const override {
        PixelValues all;
        for (const std::int64_t number : frames) {
            PixelValues one = frame_->process(clip.frame(number));
            if (all.shape.empty()) {
                all.shape = std::move(one.shape);
                all.shape[0] = std::ssize(frames);
                all.values.reserve(one.values.size() * frames.size());
            }
            all.values.insert(all.values.end(), one.values.begin(), one.values.end());
        }
        return all;
    }

private:
    std::int64_t count_;
    std::optional<double> fps_;  ///< frames a second that are taken
    std::unique_ptr<Preprocessor> frame_;
};

// The references leave the number of frames to their callers where the folder sets none; the authors take so many.
const Registry<VideoPreprocessorFactory>::Entry videoLlava{
    "VideoLlavaVideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<ClipVideo>(config, where, 8); }};
const Registry<VideoPreprocessorFactory>::Entry oneVision{
    "LlavaOnevisionVideoProcessor", [](const Json& config, const std::string& where) {
        Json own = config;
        if (!own.contains("do_center_crop") || own["do_center_crop"].is_null()) own["do_center_crop"] = false;
        if (!own.contains("size") || own["size"].is_null()) own["size"] = {{"height", 384}, {"width", 384}};
        return std::make_unique<ClipVideo>(std::move(own), where, 32);
    }};

}  // namespace
}  // namespace atelier::vision
