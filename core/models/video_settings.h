#pragma once

#include "common/error.h"
#include "common/json.h"
#include "vision/video_preprocessor.h"

#include <filesystem>
#include <memory>
#include <string>

namespace atelier::models {

/// The video preprocessor of a model folder. One without, or with an unknown one, still takes pictures: the error is
/// kept until there is a video.
struct VideoSettings {
    std::unique_ptr<vision::VideoPreprocessor> preprocessor;
    Error missing;

    /// Throws `missing` where there is none.
    const vision::VideoPreprocessor& required() const {
        if (!preprocessor) throw missing;
        return *preprocessor;
    }
};

/// `type`: the "video_processor_type" of folders that do not say it. Those without settings for videos then take
/// `otherwise` or, where that is null, the image processor's, as in transformers; with neither they take no videos.
VideoSettings readVideoSettings(const std::filesystem::path& folder, const std::string& type = {},
                                const Json& otherwise = {});

}  // namespace atelier::models
