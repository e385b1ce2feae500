#pragma once

#include "common/error.h"
#include "models/media_layout.h"
#include "models/text_cache.h"

#include <deque>
#include <map>
#include <optional>
#include <string>

namespace atelier::models {

/// What the text side of a family's processor consists of.
struct TextParts {
    std::unique_ptr<text::Tokenizer> tokenizer;
    text::ChatTemplate chatTemplate;
    Json variables;         ///< special tokens by name, as templates use them
    std::string endOfTurn;  ///< spelled token that must end a learned answer; appended where the template writes none

    // What config.json says of tokens; the model computes with these.
    std::filesystem::path folder{};               ///< for messages; empty: not known, and nothing below
    std::map<Modality, std::int64_t> features{};  ///< id of the token that stands for a medium's features
    std::optional<std::int64_t> vocabulary{};     ///< tokens that the model has

    std::optional<text::ChatTemplate> videoTemplate{};  ///< for samples with a video, where a family has its own
};

/// Reads tokenizer, chat template, special tokens and what config.json says of tokens of a model folder. `endOfTurn`
/// empty: the tokenizer's eos_token. `defaultTemplate`: for folders without a chat template; empty: they are refused.
TextParts readTextParts(const std::filesystem::path& folder, const std::string& endOfTurn = {},
                        const std::string& defaultTemplate = {});

/// The way from conversation to tokens that all chat VLMs share: chat template, tokenizer, media, labels, positions.
/// The template is rendered once for a sample as long as its words stay the same.
class ConversationProcessor : public Processor {
public:
    /// Throws Error for a tokenizer that does not belong to the model.
    ConversationProcessor(TextParts parts, std::unique_ptr<MediaLayout> layout);

    Encoded encode(const data::Sample& sample, const EncodeOptions& options) const override;
    Encoded encodePrompt(const data::Sample& sample) const override;
    std::vector<Encoded> encodeInputs(Inputs inputs) const override;

    const text::Tokenizer& tokenizer() const override { return *text_.tokenizer; }
    const vision::Preprocessor& preprocessor() const override { return layout_->preprocessor(); }

private:
    using Picture = std::function<vision::Image(std::size_t)>;
    std::vector<PreparedMedium> prepare(const data::Sample& sample, const Picture& picture) const;
    void readPrompts(const data::Sample& sample, std::vector<PreparedMedium>& media) const;
    struct Mark {
        Modality modality;
        std::string text;
        std::size_t begin;
    };
    std::optional<Mark> nextMark(const std::string& rendered, std::size_t from) const;
    static Error miscounted(const std::string& rendered, const Mark& mark, const std::vector<PreparedMedium>& media,
                            const std::string& where);
    Encoded rowOf(std::vector<std::int64_t> ids, std::map<Modality, std::deque<MediaLayout::InputMedium>>& left,
                  const std::string& where) const;
    /// The sample as the template can take it: turns joined where user and assistant must alternate, tools in words
    /// where it knows none.
    /// Returns `sample` itself where nothing changes, else `storage`.
    const data::Sample& fitted(const data::Sample& sample, data::Sample& storage) const;
    /// Of the first `turns` turns.
    std::string render(const data::Sample& sample, std::size_t turns, bool generationPrompt) const;
    text::ChatTemplate::Rendered rendering(const data::Sample& sample, std::size_t turns, bool generationPrompt) const;
    /// A rendering with the media's words in it.
    struct Written {
        std::string lead, text;  ///< `lead`: words of media before the text, tokenised by themselves
        bool special = false;    ///< the tokenizer adds its own tokens around the text
        std::vector<std::pair<std::size_t, std::size_t>> generated;  ///< bytes of the text in {% generation %} blocks
    };
    Written written(const data::Sample& sample, std::size_t turns, bool generationPrompt,
                    const std::vector<PreparedMedium>& media) const;
    /// `text`: the written text or a beginning of it.
    std::vector<std::int64_t> idsOf(const Written& written, std::string_view text) const;
    std::vector<std::int64_t> tokensOf(const data::Sample& sample, std::size_t turns, bool generationPrompt,
                                       const std::vector<PreparedMedium>& media) const;
    void requireKnown(std::int64_t id, const std::string& where) const;
    LabelledTokens labelled(const data::Sample& sample, const std::vector<PreparedMedium>& media,
                            const EncodeOptions& options) const;
    void markTurn(LabelledTokens& tokens, const data::Sample& sample, std::size_t turn, double weight,
                  const std::vector<PreparedMedium>& media) const;
    void endAnswer(LabelledTokens& tokens, std::size_t begin, std::size_t end) const;
    /// `weights`: of answers, by their turn.
    void markGenerated(LabelledTokens& tokens, const data::Sample& sample, const Written& whole,
                       const std::map<std::size_t, double>& weights, const std::vector<PreparedMedium>& media) const;
    Encoded expanded(LabelledTokens tokens, std::vector<PreparedMedium> media, const std::string& where) const;

    TextParts text_;
    std::unique_ptr<MediaLayout> layout_;
    std::map<std::int64_t, Modality> featureTokens_;
    std::optional<std::pair<std::int64_t, std::int64_t>> videoMarks_;
    std::int64_t endOfTurnId_ = -1;
    bool mustAlternate_ = false;  ///< the template refuses two turns of one role in a row
    bool knowsTools_ = false;     ///< the template shows tool definitions and calls
    mutable TextCache cache_;
};

}  // namespace atelier::models
