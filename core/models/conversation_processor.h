#pragma once

#include "models/processor.h"

#include <string>

namespace atelier::models {

/// What a family's processor differs in.
struct ConversationTraits {
    std::string imageToken;  ///< the token that the template writes once an image, repeated here as often as the image
                             ///< has tokens
    std::string endOfTurn;   ///< spelled token that must end a learnt answer; appended where the template writes none
    int positionPlanes = 1;
    /// Multimodal rotary: image tokens are placed on a grid of (t, h / merge, w / merge). 0: plain positions.
    std::int64_t mergeSize = 0;
};

/// The way from conversation to tokens that all chat VLMs share: chat template, tokenizer, image tokens, labels,
/// positions.
class ConversationProcessor : public Processor {
public:
    ConversationProcessor(ConversationTraits traits, std::unique_ptr<text::Tokenizer> tokenizer,
                          text::ChatTemplate chatTemplate, std::unique_ptr<vision::Preprocessor> preprocessor,
                          Json templateVariables);

    Encoded encode(const data::Sample& sample, const EncodeOptions& options) const override;
    Encoded encodePrompt(const data::Sample& sample) const override;
    void assignPositions(Encoded& encoded) const override;

    const text::Tokenizer& tokenizer() const override { return *tokenizer_; }
    const vision::Preprocessor& preprocessor() const override { return *preprocessor_; }

private:
    std::vector<std::int64_t> tokensOf(const std::vector<data::Turn>& turns, bool generationPrompt) const;
    void markAnswers(Encoded& encoded, const std::vector<data::Turn>& turns, const EncodeOptions& options) const;
    void addImages(Encoded& encoded, const data::Sample& sample,
                   const std::function<vision::Image(std::size_t)>& picture = {}) const;

    ConversationTraits traits_;
    std::unique_ptr<text::Tokenizer> tokenizer_;
    text::ChatTemplate template_;
    std::unique_ptr<vision::Preprocessor> preprocessor_;
    Json variables_;
    std::int64_t imageTokenId_ = -1, endOfTurnId_ = -1;
};

/// The parts every family's factory reads from a model folder.
std::unique_ptr<Processor> makeConversationProcessor(const std::filesystem::path& folder,
                                                     const ProcessorOptions& options, ConversationTraits traits);

}  // namespace atelier::models
