#include "vision/video_preprocessor.h"

#include "common/error.h"
#include "common/registry.h"

namespace atelier::vision {

Json readVideoPreprocessorConfig(const std::filesystem::path& modelFolder) {
    const auto inner = modelFolder / "video_preprocessor_config.json", outer = modelFolder / "processor_config.json";
    Json config;
    if (std::filesystem::exists(outer))
        if (const Json processor = readJson(outer); processor.is_object() && processor.contains("video_processor"))
            config = processor["video_processor"];
    if (config.is_null() && std::filesystem::exists(inner)) config = readJson(inner);
    if (!config.is_null() && !config.is_object())
        throw Error("the video processor's settings must be a JSON object", modelFolder.string());
    return config;
}

std::unique_ptr<VideoPreprocessor> makeVideoPreprocessor(const Json& config, const std::string& where) {
    const auto type = jsonAt<std::string>(config, "video_processor_type", where);
    const auto& known = Registry<VideoPreprocessorFactory>::instance().all();
    if (const auto found = known.find(type); found != known.end()) return found->second(config, where);
    std::string names;
    for (const auto& [name, _] : known)
        names += (names.empty() ? "" : ", ") + name;
    throw Error("unknown video processor \"" + type + "\"", where, "known: " + names);
}

}  // namespace atelier::vision
