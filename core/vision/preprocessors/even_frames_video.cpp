#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"
#include "vision/video_preprocessor.h"

#include <cmath>

// A fixed number of frames, evenly spread, each prepared like a picture: for towers that take pictures of one size.
// "image_processor" holds the settings of pictures. Which frames: as in Video-ChatGPT (get_seq_frames), the middle of
// each part, halves rounded to the even neighbour as Python does.
namespace atelier::vision {
namespace {

class EvenFramesVideo : public VideoPreprocessor {
public:
    EvenFramesVideo(const Json& config, const std::string& where) : count_(countAt(config, "num_frames", where, 8)) {
        const auto pictures = config.find("image_processor");
        if (pictures == config.end() || !pictures->is_object()) throw Error("\"image_processor\" is missing", where);
        pictures_ = makePreprocessor(*pictures, where + ": image_processor");
    }

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

    PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const override {
        PixelValues all, last;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            if (i == 0 || frames[i] != frames[i - 1]) last = pictures_->process(clip.frame(frames[i]));
            if (i == 0) all.shape = last.shape;
            all.values.insert(all.values.end(), last.values.begin(), last.values.end());
        }
        all.shape[0] = std::ssize(frames);
        return all;
    }

private:
    std::int64_t count_;
    std::unique_ptr<Preprocessor> pictures_;
};

const Registry<VideoPreprocessorFactory>::Entry entry{
    "EvenFramesVideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<EvenFramesVideo>(config, where); }};

}  // namespace
}  // namespace atelier::vision
