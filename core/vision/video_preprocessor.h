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
    /// These frames of the clip. Throws Error for a clip that is too short for one patch.
    virtual PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const = 0;
};

/// A model folder's settings for videos: "video_processor" inside processor_config.json, else
/// video_preprocessor_config.json; null where the folder has neither.
Json readVideoPreprocessorConfig(const std::filesystem::path& modelFolder);

/// "video_processor_type" names the registered one. Throws Error for an unknown one and for wrong values.
std::unique_ptr<VideoPreprocessor> makeVideoPreprocessor(const Json& config, const std::string& where);

/// Registry<VideoPreprocessorFactory>, by video_processor_type.
using VideoPreprocessorFactory =
    std::function<std::unique_ptr<VideoPreprocessor>(const Json& config, const std::string& where)>;

}  // namespace atelier::vision
