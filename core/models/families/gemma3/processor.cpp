#include "common/error.h"
#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/spelled_tokens.h"

namespace atelier::models {
namespace {

// Spelled tokens of the tokenizer.
struct ImageTokens {
    std::string begin, soft, end;
};

// Folders that do not name them have Gemma 3's own.
ImageTokens imageTokensOf(const std::filesystem::path& folder) {
    const SpelledTokens spelled(folder);
    return {spelled.at("boi_token", "<start_of_image>"), spelled.at("image_token", "<image_soft_token>"),
            spelled.at("eoi_token", "<end_of_image>")};
}

class Gemma3Layout : public MediaLayout {
public:
    Gemma3Layout(ImageTokens tokens, std::int64_t count, std::unique_ptr<vision::Preprocessor> preprocessor)
        : tokens_(std::move(tokens)), count_(count), preprocessor_(std::move(preprocessor)) {}

    std::string placeholder(Modality modality) const override {
        return modality == Modality::Image ? tokens_.begin : "";
    }
    std::vector<std::string> featureTokens() const override { return {tokens_.soft}; }

    // One picture, or with pan and scan the whole one and its crops, in the reference's words.
    PreparedMedium image(const vision::Image& image) const override {
        PreparedMedium prepared{pictureOf(preprocessor_->process(image)), {}};
        const std::int64_t crops = prepared.medium.arrays.at("pixel_values").shape[0] - 1;
        const auto add = [&](const std::string& before) {
            prepared.pieces.push_back({before + "\n\n" + tokens_.begin});
            prepared.pieces.push_back({tokens_.soft, count_});
            prepared.pieces.push_back({tokens_.end + "\n\n"});
        };
        add(crops > 0 ? "Here is the original image " : "");
        for (std::int64_t i = 0; i < crops; ++i)
            add(i == 0 ? " and here are some crops to help you see better " : " ");
        return prepared;
    }

    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        return takeFrames(inputs, "pixel_values", count_);
    }

    // Each run of image tokens, as the reference finds them.
    void finish(Encoded& encoded) const override {
        for (const EncodedMedium& medium : encoded.media)
            for (const TokenSpan& span : medium.tokens) {
                auto& all = encoded.bidirectional;
                if (!all.empty() && all.back().end == span.begin)
                    all.back().end = span.end;
                else
                    all.push_back(span);
            }
    }

    const vision::Preprocessor& preprocessor() const override { return *preprocessor_; }

private:
    ImageTokens tokens_;
    std::int64_t count_;  ///< of a picture
    std::unique_ptr<vision::Preprocessor> preprocessor_;
};

const Registry<ProcessorFactory>::Entry entry{
    "gemma3", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const auto configPath = (folder / "config.json").string();
        const auto count = jsonAt<std::int64_t>(readJson(configPath), "mm_tokens_per_image", configPath, 256);
        Json pixels = vision::readPreprocessorConfig(folder);
        const auto said = jsonAt<std::int64_t>(pixels, "image_seq_length", folder.string(), count);
        if (said != count)
            throw Error("the processor writes " + std::to_string(said) +
                            " tokens a picture (image_seq_length), but the model has " + std::to_string(count) +
                            " (mm_tokens_per_image)",
                        configPath, "take the processor's files that belong to the model");
        pixels["image_seq_length"] = count;
        auto preprocessor =
            vision::makePreprocessor(pixels, folder.string(), options.imageMinPixels, options.imageMaxPixels);
        return std::make_unique<ConversationProcessor>(
            readTextParts(folder, "<end_of_turn>"),
            std::make_unique<Gemma3Layout>(imageTokensOf(folder), count, std::move(preprocessor)));
    }};

}  // namespace
}  // namespace atelier::models
