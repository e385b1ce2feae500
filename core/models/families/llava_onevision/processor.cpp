#include "common/error.h"
#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/spelled_tokens.h"
#include "models/tiled_layout.h"
#include "models/tower_patches.h"
#include "models/video_settings.h"

namespace atelier::models {
namespace {

// A single picture in tiles, each of several as a whole, and videos with a quarter of the features of each frame.
class LlavaOnevisionLayout : public TiledLayout {
public:
    /// `side`: features along a tile.
    LlavaOnevisionLayout(std::string image, std::string video, std::int64_t side,
                         std::unique_ptr<vision::TiledPreprocessor> pictures, VideoSettings videos)
        : TiledLayout(std::move(image), std::move(pictures)),
          video_(std::move(video)),
          side_(side),
          videos_(std::move(videos)) {}

    std::string placeholder(Modality modality) const override {
        return modality == Modality::Video ? video_ : TiledLayout::placeholder(modality);
    }
    std::vector<std::string> featureTokens() const override { return {token(), video_}; }
    Modality modalityOf(const std::string& featureToken) const override {
        return featureToken == video_ ? Modality::Video : Modality::Image;
    }

    PreparedMedium oneOfSeveral(const vision::Image& one) const override {
        return {mediumOf(tiles().processWhole(one), one), {{token(), wholeTokens()}}};
    }

    PreparedMedium video(const vision::VideoClip& clip) const override {
        const auto& videos = videos_.required();
        const auto picked = videos.pick(clip);
        PreparedMedium prepared{pictureOf(videos.process(clip, picked.frames)), {}};
        prepared.medium.modality = Modality::Video;
        prepared.pieces = {{video_, videoTokens(std::ssize(picked.frames))}};
        return prepared;
    }

    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        auto media = takePictures(inputs, wholes(inputs));
        for (auto& video :
             takeClips(inputs, "pixel_values_videos", [&](std::int64_t frames) { return videoTokens(frames); }))
            media.push_back(std::move(video));
        return media;
    }

private:
    std::int64_t wholeTokens() const { return side_ * side_ + 1; }
    std::int64_t videoTokens(std::int64_t frames) const {
        const std::int64_t half = (side_ + 1) / 2;
        return frames * half * half + 1;
    }

    // "batch_num_images": the pictures of each text. Without it each is given in tiles.
    std::vector<std::int64_t> wholes(Inputs& inputs) const {
        const auto counts = takeArray(inputs, "batch_num_images");
        if (!counts) return {};
        const auto pixels = inputs.arrays.find("pixel_values");
        const std::size_t pictures = pixels == inputs.arrays.end() || pixels->second.shape.empty()
                                         ? 0
                                         : static_cast<std::size_t>(pixels->second.shape[0]);
        std::vector<std::int64_t> tokens;
        if (counts->integers)
            for (const std::int64_t count : *counts->integers)
                for (std::int64_t i = 0; i < count && tokens.size() <= pictures; ++i)
                    tokens.push_back(count > 1 ? wholeTokens() : 0);
        if (tokens.size() != pictures)
            throw Error("batch_num_images must be the number of pictures of each text, together those of pixel_values",
                        inputs.where);
        return tokens;
    }

    std::string video_;
    std::int64_t side_;
    VideoSettings videos_;
};

// What the processor says of tokens and tiles must be what the model makes.
void requireSame(const Json& pixels, const Json& config, std::int64_t side, const std::string& where) {
    const char* fix = "take the processor's files that belong to the model";
    if (const auto found = pixels.find("num_image_tokens"); found != pixels.end() && !found->is_null()) {
        auto said = jsonAt<std::int64_t>(pixels, "num_image_tokens", where);
        // Counted with the class token where that is left out.
        if (jsonAt<std::string>(pixels, "vision_feature_select_strategy", where, "full") == "default") --said;
        if (said != side * side)
            throw Error("the processor writes " + std::to_string(said) +
                            " tokens a tile (num_image_tokens), but the "
                            "model makes " +
                            std::to_string(side * side),
                        where, fix);
    }
    const auto written = vision::readMostTiles(pixels, where), made = vision::readMostTiles(config, where);
    if (written != made)
        throw Error("vision_aspect_ratio is anyres_max_" + std::to_string(written) +
                        " for the processor, but "
                        "anyres_max_" +
                        std::to_string(made) + " for the model",
                    where, fix);
}

const Registry<ProcessorFactory>::Entry entry{
    "llava_onevision", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const auto where = (folder / "config.json").string();
        const Json config = readJson(where);
        const auto side = patchesAlongSide(config, where, 384);
        Json pixels = vision::readPreprocessorConfig(folder);
        requireSame(pixels, config, side, where);
        // The counts of tokens follow from the model.
        const auto vision = config.find("vision_config");
        pixels["patch_size"] = vision != config.end() && vision->is_object() ? vision->value("patch_size", 14) : 14;
        pixels["vision_feature_select_strategy"] = "full";
        pixels["num_additional_image_tokens"] = 0;
        const SpelledTokens spelled(folder);
        return std::make_unique<ConversationProcessor>(
            readTextParts(folder), std::make_unique<LlavaOnevisionLayout>(
                                       spelled.at("image_token", "<image>"), spelled.at("video_token", "<video>"), side,
                                       makeTiledPreprocessor(pixels, folder, options, "LlavaOnevisionImageProcessor"),
                                       readVideoSettings(folder, "LlavaOnevisionVideoProcessor")));
    }};

}  // namespace
}  // namespace atelier::models
