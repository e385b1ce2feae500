#pragma once

#include "common/json.h"
#include "vision/preprocessor.h"
#include "vision/video/clip.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace atelier::vision {

struct PickedFrames {
    std::vector<std::int64_t> frames;  ///< their numbers, ascending
    std::vector<double> times = {};    ///< seconds, one for each time step of the grid
    double interval = 0;               ///< seconds between time steps, for models that count them
};

/// Turns a video into tower input as the family's reference processor does. Thread-safe after construction.
class VideoPreprocessor {
public:
    virtual ~VideoPreprocessor() = default;
    /// Which frames are taken. Reads none.
    virtual PickedFrames pick(const VideoClip& clip) const = 0;
    /// What pick() gives where the recipe chose the frames: their times, and the last frame again where whole patches
    /// need it. By default each frame has a time of its own.
    virtual PickedFrames timed(const VideoClip& clip, std::vector<std::int64_t> frames) const;
    /// These frames of the clip. Throws Error for a clip that is too short for one patch.
    virtual PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const = 0;
};

/// A model folder's settings for videos: "video_processor" inside processor_config.json, else
/// video_preprocessor_config.json; null where the folder has neither.
Json readVideoPreprocessorConfig(const std::filesystem::path& modelFolder);

/// Frames a second of a video that does not say it.
inline constexpr double kUnsaidFps = 24;

/// "video_processor_type" names the registered one. Throws Error for an unknown one and for wrong values. What a clip's
/// limits say comes before the family's own rule, and frames are kept in the clip's cache: no family sees to either,
/// but where its own limits of pixels give way (VideoLimits::overrule()).
std::unique_ptr<VideoPreprocessor> makeVideoPreprocessor(const Json& config, const std::string& where);

/// Registry<VideoPreprocessorFactory>, by video_processor_type.
using VideoPreprocessorFactory =
    std::function<std::unique_ptr<VideoPreprocessor>(const Json& config, const std::string& where)>;

}  // namespace atelier::vision
