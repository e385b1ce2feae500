#include "models/video_settings.h"

namespace atelier::models {

VideoSettings readVideoSettings(const std::filesystem::path& folder, const std::string& type, const Json& otherwise) {
    VideoSettings videos{nullptr, Error("the model folder has no video_preprocessor_config.json", folder.string(),
                                        "copy it from the model's repository, or take frames of the video as images")};
    try {
        Json settings = vision::readVideoPreprocessorConfig(folder);
        const bool own = !settings.is_null();
        if (!own) settings = otherwise.is_null() && !type.empty() ? vision::readPreprocessorConfig(folder) : otherwise;
        if (settings.is_null()) return videos;
        if (!type.empty() && !settings.contains("video_processor_type")) settings["video_processor_type"] = type;
        videos.preprocessor = vision::makeVideoPreprocessor(
            settings, (folder / (own ? "video_preprocessor_config.json" : "preprocessor_config.json")).string());
    } catch (const Error& error) {
        videos.missing = error;
    }
    return videos;
}

}  // namespace atelier::models
