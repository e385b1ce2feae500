#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/gemma4.h"
#include "vision/video_preprocessor.h"

#include <algorithm>

// Frames evenly over the video, each cut as a picture with a smaller budget. Reference: transformers,
// models/gemma4/video_processing_gemma4.py.
namespace atelier::vision {
namespace {

class Gemma4Video : public VideoPreprocessor {
public:
    Gemma4Video(const Json& config, const std::string& where, bool merged)
        : sizes_(Gemma4Sizes::read(config, where, 70, merged)), table_(sizes_.common.table()) {
        wanted_ = jsonAt<std::int64_t>(config, "num_frames", where, wanted_);
        if (wanted_ < 1) throw Error("\"num_frames\" must be at least 1", where);
        all_ = !jsonAt<bool>(config, "do_sample_frames", where, true);
    }

    // A video with fewer frames than are asked for, which the reference refuses, gives all.
    PickedFrames pick(const VideoClip& clip) const override {
        const double fps = clip.fps > 0 ? clip.fps : kUnsaidFps;
        const std::int64_t count =
            std::clamp<std::int64_t>(all_ ? clip.frames : wanted_, 1, std::max<std::int64_t>(1, clip.frames));
        PickedFrames picked;
        for (std::int64_t i = 0; i < count; ++i) {
            picked.frames.push_back(i * clip.frames / count);
            picked.times.push_back(static_cast<double>(picked.frames.back()) / fps);
        }
        return picked;
    }

    PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const override {
        PixelValues result;
        std::array<int, 2> first{}, size{};
        for (const std::int64_t number : frames) {
            const Image frame = clip.frame(number);
            if (result.values.empty())
                first = {frame.width, frame.height}, size = sizes_.resized(frame.width, frame.height);
            if (std::array{frame.width, frame.height} != first) throw Error("the video's frames are of unlike sizes");
            sizes_.append(resize(frame, size[0], size[1], sizes_.common.filter), table_, result.values);
        }
        const std::int64_t side = sizes_.side(), rows = size[1] / side, columns = size[0] / side;
        result.grids = {{std::ssize(frames), rows, columns}};
        result.shape = {std::ssize(frames), sizes_.padded(), 3 * side * side};
        return result;
    }

private:
    Gemma4Sizes sizes_;
    PixelTable table_;
    std::int64_t wanted_ = 32;
    bool all_ = false;
};

const Registry<VideoPreprocessorFactory>::Entry plain{
    "Gemma4VideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<Gemma4Video>(config, where, false); }};
const Registry<VideoPreprocessorFactory>::Entry unified{
    "Gemma4UnifiedVideoProcessor",
    [](const Json& config, const std::string& where) { return std::make_unique<Gemma4Video>(config, where, true); }};

}  // namespace
}  // namespace atelier::vision
