#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/minicpm.h"
#include "vision/video_preprocessor.h"

#include <algorithm>
#include <utility>
#include <vector>

// One frame a second; of longer videos as many as there may be, evenly. Each is a picture. Reference: transformers,
// models/minicpmv4_6/video_processing_minicpmv4_6.py.
namespace atelier::vision {
namespace {

class MiniCpmVideo : public VideoPreprocessor {
public:
    MiniCpmVideo(const Json& config, const std::string& where) : slices_(config, where) {
        most_ = countAt(config, "max_num_frames", where, 128);
        samples_ = jsonAt<bool>(config, "do_sample_frames", where, true);
        if (countAt(config, "stack_frames", where, 1) > 1)
            throw Error("\"stack_frames\" above 1, frames joined to one picture, is not supported", where,
                        "set it to 1");
    }

    PickedFrames pick(const VideoClip& clip) const override {
        const double fps = clip.fps > 0 ? clip.fps : kUnsaidFps, duration = static_cast<double>(clip.frames) / fps;
        std::vector<std::int64_t> frames;
        const auto take = [&](double at) {
            frames.push_back(std::min(static_cast<std::int64_t>(at), clip.frames - 1));
        };
        if (!samples_) {
            for (std::int64_t i = 0; i < clip.frames; ++i)
                frames.push_back(i);
        } else if (duration > static_cast<double>(most_)) {
            // Times ten a second.
            const auto times = static_cast<std::int64_t>(duration / 0.1);
            const std::int64_t count = std::min(times, most_);
            const double step = count > 1 ? static_cast<double>(times - 1) / static_cast<double>(count - 1) : 0;
            for (std::int64_t i = 0; i < count; ++i) {
                const bool last = i > 0 && i + 1 == count;
                const auto tenth = last ? times - 1 : static_cast<std::int64_t>(static_cast<double>(i) * step);
                take(static_cast<double>(tenth) / 10 * fps);
            }
        } else {
            for (std::int64_t second = 0; static_cast<double>(second) < duration; ++second)
                take(static_cast<double>(second) * fps);
        }
        return timed(clip, std::move(frames));
    }

    PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const override {
        PixelValues result;
        for (const std::int64_t frame : frames)
            slices_.append(clip.frame(frame), result);
        return result;
    }

private:
    MiniCpmSlices slices_;
    std::int64_t most_ = 128;  ///< frames
    bool samples_ = true;
};

const Registry<VideoPreprocessorFactory>::Entry entry{
    "MiniCPMV4_6VideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<MiniCpmVideo>(config, where); }};

}  // namespace
}  // namespace atelier::vision
