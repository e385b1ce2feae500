#include "common/error.h"
#include "models/conversation_processor.h"

#include <gtest/gtest.h>

namespace atelier::models {
namespace {

vision::Image plain(int width, int height) {
    return {width, height, std::vector<std::uint8_t>(std::size_t(width) * std::size_t(height) * 3, 100)};
}

TEST(Processor, EncodesPicturesThatAreGivenInPlaceOfFiles) {
    const auto processor = loadProcessor(ATELIER_STARTER_MODEL);
    processor->openImage = [](const data::Media&) { return plain(56, 56); };
    data::Sample sample;
    sample.id = "s";
    sample.media = {{data::Media::Kind::Image, "a.png", {}}, {data::Media::Kind::Image, "b.png", {}}};
    sample.turns = {{data::Turn::Role::User, "<image><image>Which?"}, {data::Turn::Role::Assistant, "this"}};
    const auto opened = processor->encode(sample, {});
    EXPECT_EQ(opened.weight, 1);

    EncodeOptions options;
    std::vector<std::size_t> asked;
    options.picture = [&](std::size_t media) {
        asked.push_back(media);
        return plain(media == 0 ? 56 : 112, 56);
    };
    const auto given = processor->encode(sample, options);
    EXPECT_EQ(asked, (std::vector<std::size_t>{0, 1}));
    EXPECT_GT(given.mediaTokens(), opened.mediaTokens());
    ASSERT_EQ(given.media.size(), 2U);
    EXPECT_EQ(given.media[0].grid, opened.media[0].grid);
    EXPECT_NE(given.media[1].grid, opened.media[1].grid);
}

std::string refusal(const ConversationProcessor& processor, const data::Sample& sample, const EncodeOptions& options) {
    try {
        processor.encode(sample, options);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

TEST(Processor, NamesTheFileThatIsTooLong) {
    const auto processor = loadProcessor(ATELIER_STARTER_MODEL);
    processor->openImage = [](const data::Media&) { return plain(112, 112); };
    data::Sample sample;
    sample.id = "s";
    sample.media = {{data::Media::Kind::Image, "folder/a.png", {}}};
    sample.turns = {{data::Turn::Role::User, "<image>Which?"}, {data::Turn::Role::Assistant, "this"}};
    EncodeOptions options;
    options.cutoffLength = 4;
    const auto said = refusal(dynamic_cast<const ConversationProcessor&>(*processor), sample, options);
    EXPECT_TRUE(said.starts_with("s: ")) << said;
    EXPECT_NE(said.find("tokens of folder/a.png do not fit into cutoff_len 4"), std::string::npos) << said;
}

// Pictures in front of all text, whose bridge reads the prompt, too.
class ReadingLayout : public MediaLayout {
public:
    std::string placeholder(Modality) const override { return kToken; }
    std::vector<std::string> featureTokens() const override { return {kToken}; }
    PreparedMedium image(const vision::Image&) const override { return {EncodedMedium{}, {{kToken, 2}}}; }
    bool mediaLeadText() const override { return true; }
    bool readsPrompt() const override { return true; }
    void readPrompt(EncodedMedium& medium, const std::string& prompt, const std::string&) const override {
        medium.arrays["prompt"] = Array::of({std::ssize(prompt)}, std::vector<float>(prompt.begin(), prompt.end()));
    }
    std::vector<InputMedium> takeMedia(Inputs&) const override { return {}; }
    const vision::Preprocessor& preprocessor() const override { throw std::logic_error("unused"); }

    static constexpr const char* kToken = "<|image_pad|>";
};

std::string promptOf(const EncodedMedium& medium) {
    const auto& letters = *medium.arrays.at("prompt").numbers;
    return {letters.begin(), letters.end()};
}

ConversationProcessor readingProcessor() {
    auto parts = readTextParts(ATELIER_STARTER_MODEL);
    text::ChatTemplate chat(
        "{%- for m in messages -%}{{ m['role'][0] }}:{%- for p in m['content'] if p['type'] == 'text' -%}{{ p['text'] "
        "}}"
        "{%- endfor -%};{%- endfor -%}{{ '!' if add_generation_prompt else '' }}");
    return {TextParts{std::move(parts.tokenizer), std::move(chat), std::move(parts.variables), parts.endOfTurn},
            std::make_unique<ReadingLayout>()};
}

TEST(Processor, TheTokenizerMustBeTheModels) {
    auto parts = readTextParts(ATELIER_STARTER_MODEL);
    const auto image = parts.tokenizer->id(ReadingLayout::kToken).value();
    EXPECT_EQ(parts.features.at(Modality::Image), image);
    EXPECT_EQ(parts.vocabulary, parts.tokenizer->size());
    parts.features[Modality::Image] = image + 1;
    try {
        const ConversationProcessor processor(std::move(parts), std::make_unique<ReadingLayout>());
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_TRUE(error.where().ends_with("/config.json")) << error.where();
        EXPECT_EQ(error.message(), "image tokens are " + std::to_string(image + 1) + " for the model, but \"" +
                                       ReadingLayout::kToken + "\" is " + std::to_string(image) + " in the tokenizer");
    }
}

TEST(Processor, ATokenBeyondTheModelsVocabularyIsRefused) {
    auto parts = readTextParts(ATELIER_STARTER_MODEL);
    parts.vocabulary = 300;
    const auto known = parts.tokenizer->encode("x").at(0);
    ASSERT_LT(known, 300);
    const ConversationProcessor processor(std::move(parts), std::make_unique<ReadingLayout>());
    data::Sample sample;
    sample.id = "s";
    sample.turns = {{data::Turn::Role::User, "x"}, {data::Turn::Role::Assistant, "y"}};
    const auto said = refusal(processor, sample, {});
    EXPECT_TRUE(said.starts_with("s: ")) << said;
    EXPECT_NE(said.find("lies outside of the model's vocabulary of 300"), std::string::npos) << said;
}

TEST(Processor, MediaCanLeadTheTextAndBeReadWithTheirTurns) {
    using Role = data::Turn::Role;
    const auto processor = readingProcessor();
    data::Sample sample;
    sample.id = "s";
    for (const char* name : {"a.png", "b.png", "c.png"})
        sample.media.push_back({data::Media::Kind::Image, name, {}});
    sample.turns = {{Role::System, "Be brief."}, {Role::User, "<image>one"}, {Role::Assistant, "1"},
                    {Role::User, "two"},         {Role::Assistant, "2"},     {Role::User, "<image>three<image>"},
                    {Role::Assistant, "3"}};
    EncodeOptions options;
    options.picture = [](std::size_t) { return plain(4, 4); };
    const auto encoded = processor.encode(sample, options);
    ASSERT_EQ(encoded.media.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto begin = static_cast<std::int64_t>(2 * i);
        EXPECT_EQ(encoded.media[i].tokens, (std::vector<TokenSpan>{{begin, begin + 2}}));
        EXPECT_EQ(encoded.labels[2 * i], kIgnore);
    }
    EXPECT_EQ(promptOf(encoded.media[0]), "s:Be brief.;u:one;!");
    EXPECT_EQ(promptOf(encoded.media[1]), "s:Be brief.;u:three;!");
    EXPECT_EQ(promptOf(encoded.media[2]), promptOf(encoded.media[1]));
    const auto& tokenizer = processor.tokenizer();
    const std::string text = "s:Be brief.;u:one;a:1;u:two;a:2;u:three;a:3";
    EXPECT_TRUE(tokenizer.decode({encoded.ids.data() + 6, encoded.ids.size() - 6}).starts_with(text));
    std::string learned;
    for (std::size_t i = 0; i < encoded.labels.size(); ++i)
        if (encoded.labels[i] != kIgnore) learned += tokenizer.decode({&encoded.labels[i], 1});
    EXPECT_EQ(learned.find("one"), std::string::npos);
    EXPECT_NE(learned.find('3'), std::string::npos);

    sample.media.pop_back();
    EXPECT_THROW(processor.encode(sample, options), Error);
}

}  // namespace
}  // namespace atelier::models
