#include "common/registry.h"
#include "models/conversation_processor.h"

namespace atelier::models {
namespace {

class LlavaLayout : public MediaLayout {
public:
    explicit LlavaLayout(std::unique_ptr<vision::Preprocessor> preprocessor) : preprocessor_(std::move(preprocessor)) {}

    std::string placeholder(Modality modality) const override { return modality == Modality::Image ? kImage : ""; }
    std::vector<std::string> featureTokens() const override { return {kImage}; }
    PreparedMedium image(const vision::Image& image) const override {
        const auto tokens = preprocessor_->tokenCount(image.width, image.height);
        return {pictureOf(preprocessor_->process(image)), {{kImage, tokens}}};
    }
    // Pictures of every size have as many tokens.
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        return takeFrames(inputs, "pixel_values", preprocessor_->tokenCount(1, 1));
    }
    const vision::Preprocessor& preprocessor() const override { return *preprocessor_; }

private:
    static constexpr const char* kImage = "<image>";
    std::unique_ptr<vision::Preprocessor> preprocessor_;
};

const Registry<ProcessorFactory>::Entry entry{
    "llava", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        auto preprocessor = vision::makePreprocessor(vision::readPreprocessorConfig(folder), folder.string(),
                                                     options.imageMinPixels, options.imageMaxPixels);
        return std::make_unique<ConversationProcessor>(readTextParts(folder),
                                                       std::make_unique<LlavaLayout>(std::move(preprocessor)));
    }};

}  // namespace
}  // namespace atelier::models
