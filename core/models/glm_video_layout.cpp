#include "models/glm_video_layout.h"

#include "models/conversation_processor.h"
#include "models/spelled_tokens.h"

namespace atelier::models {
namespace {

class GlmVideoLayout : public TimedVideoLayout {
public:
    GlmVideoLayout(std::unique_ptr<vision::Preprocessor> pictures, std::int64_t mergeSize, VideoSettings videos,
                   GridTokens tokens, TimeText timeText)
        : TimedVideoLayout(std::move(pictures), mergeSize, std::move(videos), 0, std::move(tokens)),
          timeText_(std::move(timeText)) {}

protected:
    std::vector<LayoutPiece> framePieces(double seconds, std::int64_t tokens) const override {
        return {
            {"<|begin_of_image|>"}, {this->tokens().videoFeature, tokens}, {"<|end_of_image|>" + timeText_(seconds)}};
    }

private:
    TimeText timeText_;
};

}  // namespace

std::unique_ptr<Processor> makeGlmProcessor(const std::filesystem::path& folder, const ProcessorOptions& options,
                                            const std::string& videoType, TimeText timeText) {
    const auto config = vision::readPreprocessorConfig(folder);
    checkPatches(config, folder);
    auto pictures = vision::makePreprocessor(config, folder.string(), options.imageMinPixels, options.imageMaxPixels);
    const auto merge = jsonAt<std::int64_t>(config, "merge_size", folder.string(), 2);
    const SpelledTokens spelled(folder);
    const auto image = spelled.at("image_token", "<|image|>");
    GridTokens tokens{.image = image,
                      .video = spelled.at("video_token", "<|video|>"),
                      .videoFeature = image,
                      .videoMarks = std::pair("<|begin_of_video|>", "<|end_of_video|>")};
    auto layout = std::make_unique<GlmVideoLayout>(std::move(pictures), merge, readVideoSettings(folder, videoType),
                                                   std::move(tokens), std::move(timeText));
    // The template ends no answer: what follows one is the next question.
    return std::make_unique<ConversationProcessor>(readTextParts(folder, "<|user|>"), std::move(layout));
}

}  // namespace atelier::models
