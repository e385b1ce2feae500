#include "common/error.h"
#include "common/registry.h"
#include "models/assembly/assembled_config.h"
#include "models/conversation_processor.h"
#include "models/model_folder.h"
#include "models/video_settings.h"

namespace atelier::models {
namespace {

/// The image processor of the tower, whose pictures have as many tokens as the bridges leave of them.
class AssembledPreprocessor : public vision::Preprocessor {
public:
    AssembledPreprocessor(std::unique_ptr<vision::Preprocessor> inner, AssembledConfig config, std::int64_t patch,
                          std::string where)
        : inner_(std::move(inner)), config_(std::move(config)), patch_(patch), where_(std::move(where)) {}

    std::int64_t tokenCount(int width, int height) const override {
        if (!config_.tower.grid) return config_.tokens(config_.seen(1), where_);
        const auto [w, h] = inner_->plannedSize(width, height);
        return config_.tokens({1, (w / patch_) * (h / patch_)}, where_);
    }
    std::array<int, 2> plannedSize(int width, int height) const override { return inner_->plannedSize(width, height); }
    vision::PixelValues process(const vision::Image& image) const override { return inner_->process(image); }
    const AssembledConfig& config() const { return config_; }
    const std::string& where() const { return where_; }

private:
    std::unique_ptr<vision::Preprocessor> inner_;
    AssembledConfig config_;
    std::int64_t patch_;
    std::string where_;
};

/// One spelled token for each feature; what stands around them is the chat template's.
class AssembledLayout : public MediaLayout {
public:
    AssembledLayout(std::unique_ptr<AssembledPreprocessor> pictures, VideoSettings videos)
        : pictures_(std::move(pictures)), videos_(std::move(videos)) {}

    std::string placeholder(Modality modality) const override {
        return modality == Modality::Video ? config().videoToken : config().imageToken;
    }
    std::vector<std::string> featureTokens() const override {
        std::vector<std::string> tokens{config().imageToken};
        if (!config().videoToken.empty()) tokens.push_back(config().videoToken);
        return tokens;
    }
    Modality modalityOf(const std::string& token) const override {
        return token == config().imageToken ? Modality::Image : Modality::Video;
    }
    PreparedMedium image(const vision::Image& image) const override {
        auto medium = pictureOf(pictures_->process(image));
        const auto rows = config().tower.grid ? medium.grid[1] * medium.grid[2] : config().tower.rows;
        const auto tokens = config().tokens({1, rows}, pictures_->where());
        return {std::move(medium), {{config().imageToken, tokens}}};
    }
    PreparedMedium video(const vision::VideoClip& clip) const override {
        const auto& frames = videos_.required();
        auto medium = pictureOf(frames.process(clip, frames.pick(clip).frames));
        medium.modality = Modality::Video;
        const auto tokens = videoTokens(medium);
        return {std::move(medium), {{config().videoToken, tokens}}};
    }
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        if (config().tower.grid) {
            auto media = takePatches(inputs, Modality::Image, "pixel_values", "image_grid_thw", 1);
            for (InputMedium& one : media)
                one.tokens = config().tokens({1, one.tokens}, inputs.where);
            return media;
        }
        auto media = takeFrames(inputs, "pixel_values", pictures_->tokenCount(1, 1));
        // Kinds of media that samples do not have: they stand where pictures do.
        if (config().tower.wholes)
            for (const char* name : {"audio_values", "depth_values", "thermal_values", "imu_values"})
                if (const auto values = takeArray(inputs, name)) {
                    if (values->shape.empty() || !values->numbers)
                        throw Error(std::string(name) + " must be numbers, a row for each medium", inputs.where);
                    for (std::int64_t i = 0; i < values->shape[0]; ++i)
                        media.push_back({EncodedMedium{Modality::Image, {{name, rowsOf(*values, i, 1)}}},
                                         config().tokens(config().seen(1), pictures_->where())});
                }
        const auto videos = takeArray(inputs, "pixel_values_videos");
        if (!videos) return media;
        if (videos->shape.size() != 5 || !videos->numbers)
            throw Error("pixel_values_videos must be [videos, frames, channels, height, width]", inputs.where);
        for (std::int64_t i = 0; i < videos->shape[0]; ++i) {
            Array frames = rowsOf(*videos, i, 1);
            frames.shape.erase(frames.shape.begin());
            EncodedMedium medium{Modality::Video, {{"pixel_values", std::move(frames)}}};
            const auto tokens = videoTokens(medium);
            media.push_back({std::move(medium), tokens});
        }
        return media;
    }
    const vision::Preprocessor& preprocessor() const override { return *pictures_; }

private:
    const AssembledConfig& config() const { return pictures_->config(); }
    std::int64_t videoTokens(const EncodedMedium& medium) const {
        return config().tokens(config().seen(medium.arrays.at("pixel_values").shape[0]), pictures_->where());
    }

    std::unique_ptr<AssembledPreprocessor> pictures_;
    VideoSettings videos_;
};

const Registry<ProcessorFactory>::Entry entry{
    "atelier_assembled", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const std::string where = (folder / "config.json").string();
        const Json config = openModelFolder(folder).config;
        auto own = AssembledConfig::read(config, where);
        const auto patch =
            jsonAt<std::int64_t>(config.at("vision_config"), "patch_size", where + ": vision_config", 14);
        auto text = readTextParts(folder, own.endOfTurn);
        auto videos = readVideoSettings(folder);
        auto inner = vision::makePreprocessor(vision::readPreprocessorConfig(folder), folder.string(),
                                              options.imageMinPixels, options.imageMaxPixels);
        auto pictures =
            std::make_unique<AssembledPreprocessor>(std::move(inner), std::move(own), patch < 1 ? 14 : patch, where);
        return std::make_unique<ConversationProcessor>(
            std::move(text), std::make_unique<AssembledLayout>(std::move(pictures), std::move(videos)));
    }};

}  // namespace
}  // namespace atelier::models
