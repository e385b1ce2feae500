#include "common/error.h"
#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/remote_code.h"
#include "models/spelled_tokens.h"
#include "models/tower_patches.h"
#include "models/video_settings.h"

namespace atelier::models {
namespace {

// Spelled tokens of the tokenizer.
struct ImageTokens {
    std::string begin, context, end, video;
};

// Tiles of a picture, and frames of a video, of `count` tokens each.
class InternVlLayout : public MediaLayout {
public:
    InternVlLayout(ImageTokens tokens, std::int64_t count, std::unique_ptr<vision::Preprocessor> pictures,
                   VideoSettings videos)
        : tokens_(std::move(tokens)), count_(count), pictures_(std::move(pictures)), videos_(std::move(videos)) {}

    std::string placeholder(Modality modality) const override {
        return modality == Modality::Image ? tokens_.context : modality == Modality::Video ? tokens_.video : "";
    }
    std::vector<std::string> featureTokens() const override { return {tokens_.context}; }

    PreparedMedium image(const vision::Image& image) const override {
        PreparedMedium prepared{pictureOf(pictures_->process(image)), {}};
        const auto tiles = prepared.medium.arrays.at("pixel_values").shape[0];
        prepared.pieces = {{tokens_.begin}, {tokens_.context, count_ * tiles}, {tokens_.end}};
        return prepared;
    }

    PreparedMedium video(const vision::VideoClip& clip) const override {
        const auto& videos = videos_.required();
        const auto picked = videos.pick(clip);
        PreparedMedium prepared{pictureOf(videos.process(clip, picked.frames)), {}};
        prepared.medium.modality = Modality::Video;
        for (std::size_t i = 0; i < picked.frames.size(); ++i) {
            prepared.pieces.push_back({(i > 0 ? "\nFrame" : "Frame") + std::to_string(i + 1) + ": " + tokens_.begin});
            prepared.pieces.push_back({tokens_.context, count_});
            prepared.pieces.push_back({tokens_.end});
        }
        return prepared;
    }

    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        return takeFrames(inputs, "pixel_values", count_);
    }
    const vision::Preprocessor& preprocessor() const override { return *pictures_; }

private:
    ImageTokens tokens_;
    std::int64_t count_;
    std::unique_ptr<vision::Preprocessor> pictures_;
    VideoSettings videos_;
};

// Tokens that the model makes of a tile.
std::int64_t tokensOfTile(const Json& config, const std::string& where) {
    const auto side = static_cast<std::int64_t>(static_cast<double>(patchesAlongSide(config, where, 448)) *
                                                jsonAt<double>(config, "downsample_ratio", where, 0.5));
    return side * side;
}

const Registry<ProcessorFactory>::Entry entry{
    "internvl", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const auto configPath = (folder / "config.json").string();
        const auto count = tokensOfTile(readJson(configPath), configPath);
        Json pixels = vision::readPreprocessorConfig(folder);
        const auto said = jsonAt<std::int64_t>(pixels, "image_seq_length", folder.string(), 256);
        if (said != count)
            throw Error("the processor writes " + std::to_string(said) +
                            " tokens a tile (image_seq_length), but the model makes " + std::to_string(count),
                        configPath, "take the processor's files that belong to the model");
        pixels["crop_to_patches"] = true;  // whatever the file says: so does the reference's processor
        auto pictures =
            vision::makePreprocessor(pixels, folder.string(), options.imageMinPixels, options.imageMaxPixels);
        const SpelledTokens spelled(folder);
        ImageTokens tokens{spelled.at("start_image_token", "<img>"), spelled.at("context_image_token", "<IMG_CONTEXT>"),
                           spelled.at("end_image_token", "</img>"), spelled.at("video_token", "<video>")};
        return std::make_unique<ConversationProcessor>(
            readTextParts(folder, "<|im_end|>"),
            std::make_unique<InternVlLayout>(std::move(tokens), count, std::move(pictures),
                                             readVideoSettings(folder, "InternVLVideoProcessor")));
    }};

// "InternVL3-2B" -> "OpenGVLab/InternVL3-2B-hf", "InternVL3_5-1B" -> "OpenGVLab/InternVL3_5-1B-HF": the names that the
// authors' converted repositories have. Older ones were not converted.
const Registry<RemoteCodeLayout>::Entry chat{
    "internvl_chat", {[](const Json&, const std::string& name) {
        const std::string converted = name.starts_with("InternVL3_5-") ? "OpenGVLab/" + name + "-HF"
                                      : name.starts_with("InternVL3-") ? "OpenGVLab/" + name + "-hf"
                                                                       : "OpenGVLab/InternVL3-1B-hf";
        return "take the converted repository for transformers, such as " + converted;
    }}};

}  // namespace
}  // namespace atelier::models
