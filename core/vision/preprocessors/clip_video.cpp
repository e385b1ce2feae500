#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/picture_frames.h"

#include <algorithm>
#include <cmath>
#include <optional>

// Frames evenly from the beginning of the video on, each as CLIP's preprocessor makes a picture. Reference:
// transformers, video_processing_utils.py and the video processors of LLaVA-OneVision and Video-LLaVA.
namespace atelier::vision {
namespace {

Json asClip(Json config) {
    config["image_processor_type"] = "CLIPImageProcessor";
    return config;
}

class ClipVideo : public PictureFrames {
public:
    /// `most`: frames that are taken where the folder sets no number.
    ClipVideo(const Json& config, const std::string& where, std::int64_t most)
        : PictureFrames(asClip(config), where), count_(most) {
        if (const auto count = config.find("num_frames"); count != config.end() && !count->is_null())
            count_ = countAt(config, "num_frames", where, 1);
        else if (const auto fps = config.find("fps"); fps != config.end() && !fps->is_null()) {
            fps_ = jsonAt<double>(config, "fps", where);
            if (!(*fps_ > 0) || !std::isfinite(*fps_)) throw Error("\"fps\" must be above zero", where);
        }
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

private:
    std::int64_t count_;
    std::optional<double> fps_;  ///< frames a second that are taken
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
        return std::make_unique<ClipVideo>(own, where, 32);
    }};

}  // namespace
}  // namespace atelier::vision
