#include "vision/video_preprocessor.h"

#include "common/error.h"
#include "common/registry.h"

namespace atelier::vision {
namespace {

// A family's preprocessor behind what all have in common.
class Limited : public VideoPreprocessor {
public:
    explicit Limited(std::unique_ptr<VideoPreprocessor> own) : own_(std::move(own)) {}

    PickedFrames pick(const VideoClip& clip) const override {
        if (!clip.limits.chooseFrames()) return own_->pick(clip);
        return timed(clip, clip.limits.framesOf(clip.frames, clip.fps > 0 ? clip.fps : kUnsaidFps));
    }
    PickedFrames timed(const VideoClip& clip, std::vector<std::int64_t> frames) const override {
        return own_->timed(clip, std::move(frames));
    }
    PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const override {
        return own_->process(cachedClip(resizedClip(clip), frames), frames);
    }

private:
    std::unique_ptr<VideoPreprocessor> own_;
};

}  // namespace

PickedFrames VideoPreprocessor::timed(const VideoClip& clip, std::vector<std::int64_t> frames) const {
    const double fps = clip.fps > 0 ? clip.fps : kUnsaidFps;
    PickedFrames picked{std::move(frames)};
    for (const std::int64_t frame : picked.frames)
        picked.times.push_back(static_cast<double>(frame) / fps);
    return picked;
}

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
    if (const auto found = known.find(type); found != known.end())
        return std::make_unique<Limited>(found->second(config, where));
    std::string names;
    for (const auto& [name, _] : known)
        names += (names.empty() ? "" : ", ") + name;
    throw Error("unknown video processor \"" + type + "\"", where, "known: " + names);
}

}  // namespace atelier::vision
