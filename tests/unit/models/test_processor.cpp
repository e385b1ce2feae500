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

ConversationProcessor processorWith(const std::string& chatTemplate) {
    auto parts = readTextParts(ATELIER_STARTER_MODEL);
    return {TextParts{std::move(parts.tokenizer), text::ChatTemplate(chatTemplate), std::move(parts.variables),
                      parts.endOfTurn},
            std::make_unique<ReadingLayout>()};
}

// What is learned, each run of one weight as "weight:text".
std::vector<std::string> learnedOf(const ConversationProcessor& processor, const Encoded& encoded) {
    std::vector<std::string> runs;
    float last = 0;
    std::vector<std::int64_t> ids;
    const auto end = [&] {
        if (!ids.empty()) runs.push_back(std::to_string(last).substr(0, 3) + ":" + processor.tokenizer().decode(ids));
        ids.clear();
    };
    for (std::size_t i = 0; i < encoded.ids.size(); ++i) {
        const float weight = encoded.labels[i] == kIgnore   ? 0
                             : encoded.labelWeights.empty() ? 1
                                                            : encoded.labelWeights[i];
        if (weight != last) end();
        last = weight;
        if (weight > 0) ids.push_back(encoded.labels[i]);
    }
    end();
    return runs;
}

constexpr const char* kPlainTemplate =
    "{%- for m in messages -%}[{{ m['role'] }}]{%- for p in m['content'] -%}{{ p['text'] }}{%- endfor -%};"
    "{%- endfor -%}{{ '[assistant]' if add_generation_prompt else '' }}";

TEST(Processor, TurnsCountInTheLossAsTheySay) {
    using Role = data::Turn::Role;
    const auto processor = processorWith(kPlainTemplate);
    data::Sample sample;
    sample.id = "s";
    sample.turns = {{Role::User, "one"},       {Role::Assistant, "wrong"}, {Role::User, "two"},
                    {Role::Assistant, "half"}, {Role::User, "three"},      {Role::Assistant, "right"}};
    sample.turns[1].details.edit().lossWeight = 0;
    sample.turns[2].details.edit().lossWeight = 1;
    sample.turns[3].details.edit().lossWeight = 0.5;
    const auto runs = learnedOf(processor, processor.encode(sample, {}));
    ASSERT_EQ(runs.size(), 3U);
    EXPECT_EQ(runs[0].find("wrong"), std::string::npos);
    EXPECT_TRUE(runs[0].starts_with("1.0:") && runs[0].find("two") != std::string::npos) << runs[0];
    EXPECT_TRUE(runs[1].starts_with("0.5:") && runs[1].find("half") != std::string::npos) << runs[1];
    EXPECT_TRUE(runs[2].starts_with("1.0:") && runs[2].find("right") != std::string::npos) << runs[2];

    EncodeOptions all;
    all.trainOnPrompt = true;
    const auto everything = learnedOf(processor, processor.encode(sample, all));
    std::string text;
    for (const auto& run : everything)
        text += run;
    EXPECT_NE(text.find("one"), std::string::npos);
    EXPECT_EQ(text.find("wrong"), std::string::npos);
}

TEST(Processor, TurnsAreJoinedWhereTheTemplateWantsThemToAlternate) {
    using Role = data::Turn::Role;
    const std::string strict =
        "{%- for m in messages -%}{%- if (m['role'] == 'user') != (loop.index0 % 2 == 0) -%}"
        "{{ raise_exception('roles must alternate') }}{%- endif -%}[{{ m['role'] }}]"
        "{%- for p in m['content'] -%}{{ p['text'] }}{%- endfor -%};{%- endfor -%}"
        "{{ '[assistant]' if add_generation_prompt else '' }}";
    data::Sample sample;
    sample.id = "s";
    sample.turns = {{Role::Assistant, "Welcome."}, {Role::User, "a"}, {Role::User, "b"}, {Role::Assistant, "c"}};
    const auto joined = processorWith(strict);
    const auto text = [](const ConversationProcessor& processor, const Encoded& encoded) {
        return processor.tokenizer().decode(encoded.ids, false);
    };
    EXPECT_TRUE(
        text(joined, joined.encode(sample, {})).starts_with("[user];[assistant]Welcome.;[user]a\nb;[assistant]c"))
        << text(joined, joined.encode(sample, {}));
    const auto free = processorWith(kPlainTemplate);
    EXPECT_TRUE(text(free, free.encode(sample, {})).starts_with("[assistant]Welcome.;[user]a;[user]b;[assistant]c"));
    EncodeOptions apart;
    apart.joinTurns = false;
    EXPECT_NO_THROW(free.encode(sample, apart));
    try {
        joined.encode(sample, apart);
        ADD_FAILURE() << "turns of one speaker in a row were taken";
    } catch (const Error& error) {
        EXPECT_NE(error.hint().find("join_turns"), std::string::npos) << error.what();
    }
    sample.turns[1].role = Role::Assistant;
    sample.turns[1].details.edit().lossWeight = 0;
    EXPECT_THROW(joined.encode(sample, {}), Error);
}

TEST(Processor, ToolsReachTheTemplateOrAreSpelledOut) {
    using Role = data::Turn::Role;
    data::Sample sample;
    sample.id = "s";
    sample.tools = R"([{"name":"ruler"}])";
    sample.turns = {{Role::User, "How wide?"}, {Role::Assistant, ""}, {Role::Tool, "42"}, {Role::Assistant, "42 mm"}};
    sample.turns[1].details.edit().calls = {{"c1", "ruler", R"({"unit": "mm"})"}};
    sample.turns[2].details.edit().callId = "c1";
    const auto shown = [&](const std::string& chat) {
        const auto processor = processorWith(chat);
        return processor.tokenizer().decode(processor.encode(sample, {}).ids, false);
    };
    const std::string knowing = shown(
        "{{ tools[0].name }}|{%- for m in messages -%}[{{ m['role'] }}]{%- for p in m['content'] -%}{{ p['text'] }}"
        "{%- endfor -%}{%- for c in m.tool_calls -%}{{ c.function.name }}({{ c.function.arguments.unit }})"
        "{%- endfor -%}{{ m.tool_call_id }};{%- endfor -%}{{ '[assistant]' if add_generation_prompt else '' }}");
    EXPECT_TRUE(knowing.starts_with("ruler|[user]How wide?;[assistant]ruler(mm);[tool]42c1;[assistant]42 mm"))
        << knowing;
    const std::string spelled = shown(kPlainTemplate);
    for (const char* piece : {"{\"name\":\"ruler\"}", "<tool_call>", "\"arguments\": {\"unit\": \"mm\"}",
                              "[user]<tool_response>\n42\n</tool_response>", "[assistant]42 mm"})
        EXPECT_NE(spelled.find(piece), std::string::npos) << piece << " in " << spelled;
}

}  // namespace
}  // namespace atelier::models
