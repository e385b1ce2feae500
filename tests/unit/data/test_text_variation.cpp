#include "data/text_variation/text_variation.h"
#include "support.h"

#include <set>

using namespace atelier;
using namespace atelier::data;

namespace {

// Well-formed, as far as lead and following bytes go.
bool isUtf8(const std::string& text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
        i += length;
    }
    return true;
}

std::string varied(const TextOptions& options, const std::string& prompt, std::uint64_t key = 0, bool answer = false) {
    Sample sample = chat("s", prompt, prompt);
    TextVarier(options, "/").vary(sample, key);
    return sample.turns[answer ? 1 : 0].text;
}

TextOptions everything() {
    TextOptions options;
    options.paraphrases = {"What is this? | Name the object, please. | Qu'est-ce que c'est?"};
    options.templates = {"Question: {prompt}", "{prompt} Answer briefly."};
    options.synonyms = {"photo | picture | image", "größe | maß"};
    options.letterCase = options.punctuation = 0.5;
    options.spaces = options.typos = 0.2;
    options.answers = true;
    return options;
}

const std::vector<std::string> kPrompts{"<image>What is this?",
                                        "What is the Größe of the photo?<image>",
                                        "图片里有什么？",
                                        "Ärger, İstanbul & café\n<image><image>",
                                        "",
                                        "<|box_start|>(1,2),(3,4)<|box_end|>",
                                        "🙂🙂 x"};

}  // namespace

TEST(TextVariation, keepsUtf8MarksAndIsDrawnFromTheKey) {
    std::set<std::string> seen;
    for (const std::string& prompt : kPrompts)
        for (std::uint64_t key = 0; key < 200; ++key) {
            const std::string text = varied(everything(), prompt, key);
            EXPECT_EQ(text, varied(everything(), prompt, key));
            EXPECT_TRUE(isUtf8(text)) << text;
            const auto marks = [](const std::string& of) {
                std::size_t count = 0;
                for (auto at = of.find("<image>"); at != std::string::npos; at = of.find("<image>", at + 1))
                    ++count;
                return count;
            };
            EXPECT_EQ(marks(text), marks(prompt)) << text;
            if (prompt.starts_with("<|box")) EXPECT_NE(text.find("(1,2),(3,4)"), std::string::npos) << text;
            seen.insert(text);
        }
    EXPECT_GT(seen.size(), 200u);
}

TEST(TextVariation, changesNothingAtStrengthNought) {
    Random random{1};
    Wordings wordings;
    wordings.templates = {"a {prompt} b"};
    wordings.synonyms = {{"photo", "picture"}};
    wordings.paraphrases = {{"What is this?", "b"}};
    for (const auto& [name, variation] : TextVariations::instance().all())
        for (const std::string& prompt : kPrompts)
            EXPECT_TRUE(variation.edits(prompt, 0, wordings, random).empty()) << name;
    EXPECT_EQ(varied({}, "What is this?"), "What is this?");
}

TEST(TextVariation, answersOnlyWhenAskedAndNeverTypos) {
    TextOptions options;
    options.typos = 0.5;
    options.answers = true;
    options.templates = {"Q: {prompt}"};
    options.probability = 1;
    EXPECT_EQ(varied(options, "A long answer of words", 3, true), "A long answer of words");
    EXPECT_NE(varied(options, "A long answer of words", 3), "A long answer of words");
    options.letterCase = 1;
    options.answers = false;
    EXPECT_EQ(varied(options, "A Long Answer", 3, true), "A Long Answer");
    options.answers = true;
    EXPECT_NE(varied(options, "A Long Answer", 3, true), "A Long Answer");
}

TEST(TextVariation, eachDoesItsWork) {
    TextOptions options;
    options.probability = 1;
    options.paraphrases = {"What is this? | Name it."};
    std::set<std::string> seen;
    for (std::uint64_t key = 0; key < 20; ++key)
        seen.insert(varied(options, "<image>\nWhat is this? ", key));
    EXPECT_EQ(seen, (std::set<std::string>{"<image>\nWhat is this? ", "<image>\nName it. "}));

    options = {};
    options.probability = 1;
    options.synonyms = {"photo | picture"};
    EXPECT_EQ(varied(options, "Photo, photograph, photo <photo>"), "Picture, photograph, picture <photo>");

    options = {};
    options.probability = 1;
    options.templates = {"Question: {prompt} Answer:"};
    EXPECT_EQ(varied(options, "<image>Why?"), "<image>Question: Why? Answer:");

    options = {};
    options.letterCase = 1;
    seen.clear();
    for (std::uint64_t key = 0; key < 30; ++key)
        seen.insert(varied(options, "<image>Éa Öl", key));
    EXPECT_EQ(seen, (std::set<std::string>{"<image>éa öl", "<image>ÉA ÖL", "<image>éa Öl"}));

    options = {};
    options.punctuation = 1;
    seen.clear();
    for (std::uint64_t key = 0; key < 30; ++key)
        seen.insert(varied(options, "Why?<image>", key));
    EXPECT_EQ(seen, (std::set<std::string>{"Why<image>",
                                           "Why?"
                                           "?<image>"}));
    EXPECT_EQ(varied(options, "Why"), "Why.");

    options = {};
    options.typos = 0.3;
    const std::string text = varied(options, std::string(600, 'k'), 5);
    EXPECT_NE(text, std::string(600, 'k'));
    EXPECT_EQ(text.find_first_not_of("kjliom,"), std::string::npos);  // its neighbours on the keyboard
    EXPECT_EQ(varied(options, "1234 5678 图片", 5), "1234 5678 图片");
}

TEST(TextVariation, spansStayOnTheirWords) {
    TextOptions options;
    options.probability = 1;
    options.synonyms = {"big | huge", "small | tiny"};
    options.templates = {"Tell me: {prompt}"};
    Sample sample = chat("s", "<image>The big red cat and the small dog", "x");
    sample.regions.resize(2);
    const std::string& text = sample.turns[0].text;
    const auto spanOf = [&](const std::string& words) {
        const auto begin = static_cast<std::int64_t>(text.find(words));
        return Span{0, begin, begin + std::ssize(words)};
    };
    sample.regions[0].spans = {spanOf("red cat")};
    sample.regions[1].spans = {spanOf("small dog")};
    TextVarier(options, "/").vary(sample, 1);
    EXPECT_EQ(sample.turns[0].text, "<image>Tell me: The huge red cat and the tiny dog");
    const auto words = [&](std::size_t i) {
        const Span& span = sample.regions[i].spans.at(0);
        return sample.turns[0].text.substr(static_cast<std::size_t>(span.begin),
                                           static_cast<std::size_t>(span.end - span.begin));
    };
    EXPECT_EQ(words(0), "red cat");
    EXPECT_EQ(words(1), "tiny dog");
}

TEST(TextVariation, listsComeFromFilesOfTheProject) {
    ScratchFolder folder;
    folder.put("words.txt", "photo | picture\n\ncat | feline\n");
    TextOptions options;
    options.probability = 1;
    options.synonyms = {"@words.txt", "dog | hound"};
    Sample sample = chat("s", "photo cat dog", "x");
    TextVarier(options, folder.path()).vary(sample, 0);
    EXPECT_EQ(sample.turns[0].text, "picture feline hound");
    for (const char* bad : {"@../words.txt", "@none.txt", "/etc/passwd", "alone", "@/etc/passwd"}) {
        options.synonyms = {bad};
        EXPECT_NE(errorOf([&] { TextVarier(options, folder.path()); }), "") << bad;
    }
    options.synonyms = {};
    options.templates = {"no place"};
    EXPECT_NE(errorOf([&] { TextVarier(options, folder.path()); }).find("augment_templates"), std::string::npos);
}

TEST(TextVariation, anOutsideParaphraserIsAskedForWhatNoGroupHas) {
    TextOptions options;
    options.probability = 1;
    options.paraphrases = {"What is this? | Name it."};
    const TextVarier varier(options, "/", [](const std::string& prompt, std::uint64_t) -> std::optional<std::string> {
        if (prompt == "Why?") return "For what reason?";
        return {};
    });
    Sample sample = chat("s", "<image>Why?", "x"), other = chat("s", "How?", "x");
    varier.vary(sample, 0);
    varier.vary(other, 0);
    EXPECT_EQ(sample.turns[0].text, "<image>For what reason?");
    EXPECT_EQ(other.turns[0].text, "How?");
}
