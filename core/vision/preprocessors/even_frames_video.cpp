#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/picture_frames.h"

#include <cmath>

// A fixed number of frames, evenly spread, each prepared like a picture: for towers that take pictures of one size.
// "image_processor" holds the settings of pictures. Which frames: as in Video-ChatGPT (get_seq_frames), the middle of
// each part, halves rounded to the even neighbour as Python does.
namespace atelier::vision {
namespace {

const Json& picturesOf(const Json& config, const std::string& where) {
    const auto pictures = config.find("image_processor");
    if (pictures == config.end() || !pictures->is_object()) throw Error("\"image_processor\" is missing", where);
    return *pictures;
}

class EvenFramesVideo : public PictureFrames {
public:
    EvenFramesVideo(const Json& config, const std::string& where)
        : PictureFrames(picturesOf(config, where), where + ": image_processor"),
          count_(countAt(config, "num_frames", where, 8)) {}

    // A video with fewer frames shows some of them again, so that each has as many tokens.
    PickedFrames pick(const VideoClip& clip) const override {
        PickedFrames picked;
        const double part = static_cast<double>(clip.frames - 1) / static_cast<double>(count_);
        for (std::int64_t i = 0; i < count_; ++i) {
            const auto begin = static_cast<std::int64_t>(std::nearbyint(part * static_cast<double>(i))),
                       end = static_cast<std::int64_t>(std::nearbyint(part * static_cast<double>(i + 1)));
            picked.frames.push_back((begin + end) / 2);
            if (clip.fps > 0) picked.times.push_back(static_cast<double>(picked.frames.back()) / clip.fps);
        }
        return picked;
    }

private:
    std::int64_t count_;
};

const Registry<VideoPreprocessorFactory>::Entry entry{
    "EvenFramesVideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<EvenFramesVideo>(config, where); }};

}  // namespace
}  // namespace atelier::vision
