#include "common/error.h"
#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/single_token_layout.h"
#include "models/spelled_tokens.h"
#include "models/tower_patches.h"
#include "models/video_settings.h"

namespace atelier::models {
namespace {

// Pictures without their class token, and frames of videos with it, one behind the other.
class VideoLlavaLayout : public SingleTokenLayout {
public:
    VideoLlavaLayout(std::string image, std::string video, std::int64_t frameTokens,
                     std::unique_ptr<vision::Preprocessor> pictures, VideoSettings videos)
        : SingleTokenLayout(image, std::move(pictures)),
          image_(std::move(image)),
          video_(std::move(video)),
          frameTokens_(frameTokens),
          videos_(std::move(videos)) {}

    std::string placeholder(Modality modality) const override {
        return modality == Modality::Video ? video_ : SingleTokenLayout::placeholder(modality);
    }
    std::vector<std::string> featureTokens() const override { return {image_, video_}; }
    Modality modalityOf(const std::string& featureToken) const override {
        return featureToken == video_ ? Modality::Video : Modality::Image;
    }

    PreparedMedium video(const vision::VideoClip& clip) const override {
        const auto& videos = videos_.required();
        const auto picked = videos.pick(clip);
        PreparedMedium prepared{pictureOf(videos.process(clip, picked.frames)), {}};
        prepared.medium.modality = Modality::Video;
        prepared.pieces = {{video_, frameTokens_ * std::ssize(picked.frames)}};
        return prepared;
    }

    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        // The reference's processor and its model name stills each in their own way.
        const char* stills = inputs.arrays.contains("pixel_values_images") ? "pixel_values_images" : "pixel_values";
        auto media = takeFrames(inputs, stills, preprocessor().tokenCount(1, 1));
        for (auto& video :
             takeClips(inputs, "pixel_values_videos", [&](std::int64_t frames) { return frameTokens_ * frames; }))
            media.push_back(std::move(video));
        return media;
    }

private:
    std::string image_, video_;
    std::int64_t frameTokens_;
    VideoSettings videos_;
};

const Registry<ProcessorFactory>::Entry entry{
    "video_llava", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const auto where = (folder / "config.json").string();
        const Json config = readJson(where);
        const auto side = patchesAlongSide(config, where, 224);
        const bool dropsClass =
            jsonAt<std::string>(config, "vision_feature_select_strategy", where, "default") == "default";
        auto pictures = vision::makePreprocessor(vision::readPreprocessorConfig(folder), folder.string(),
                                                 options.imageMinPixels, options.imageMaxPixels);
        const auto made = side * side + (dropsClass ? 0 : 1), written = pictures->tokenCount(1, 1);
        if (written != made)
            throw Error("the processor writes " + std::to_string(written) + " tokens a picture, but the model makes " +
                            std::to_string(made),
                        where, "take the processor's files that belong to the model");
        const SpelledTokens spelled(folder);
        return std::make_unique<ConversationProcessor>(
            readTextParts(folder),
            std::make_unique<VideoLlavaLayout>(
                spelled.at("image_token", "<image>"), spelled.at("video_token", "<video>"), side * side + 1,
                std::move(pictures), readVideoSettings(folder, "VideoLlavaVideoProcessor")));
    }};

}  // namespace
}  // namespace atelier::models
