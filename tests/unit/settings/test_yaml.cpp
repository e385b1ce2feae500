#include "common/error.h"
#include "common/random.h"
#include "settings/yaml.h"

#include <gtest/gtest.h>

#include <chrono>

using namespace atelier;
using namespace atelier::settings;

namespace {

std::string fault(const std::string& text) {
    try {
        parseYaml(text, "f");
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

bool startsWith(const std::string& text, const std::string& start) {
    return text.compare(0, start.size(), start) == 0;
}

#define EXPECT_FAULT(text, start) EXPECT_TRUE(startsWith(fault(text), start)) << fault(text)

}  // namespace

TEST(Yaml, namesLineAndColumnOfBrokenSyntax) {
    EXPECT_FAULT("a: 1\nb: [1, 2\n", "f:");
    EXPECT_FAULT("a: 1\n b: 2\n", "f:2:");
    EXPECT_FAULT("a: 'x\n", "f:1:1: broken YAML: a quote");
    EXPECT_FAULT("a: 1\nb: \"x\nc: 1", "f:2:1: broken YAML: a quote");
    EXPECT_FAULT("a: 1\nb\n", "f:2:1: this is no \"key: value\"");
    EXPECT_FAULT("{a: 1, b}", "f:1:8: this is no \"key: value\"");
    EXPECT_EQ(fault("a:\n\"b\\\"\" :\n'it''s': # none\n"), "");
    EXPECT_FAULT("a: \"\\N\"", "f:1:4: an escape gives");
    EXPECT_FAULT("a: \"\\0\"", "f:1:4: an escape gives");
    EXPECT_FAULT("a: b: c\n", "f:1:5: broken YAML");
    EXPECT_FAULT("a: *nobody\n", "f:1:4: broken YAML");
    EXPECT_FAULT("a: @x\n", "f:1:4");
}

TEST(Yaml, refusesDuplicateKeysAtAnyDepth) {
    EXPECT_FAULT("a: 1\nb: 2\na: 3\n", "f:3:1: the key \"a\" stands twice");
    EXPECT_FAULT("a:\n  b: 1\n  b: 2\n", "f:3:3: the key \"b\" stands twice");
    EXPECT_FAULT("a: {b: 1, 'b': 2}", "f:1:11: the key \"b\" stands twice");
    EXPECT_EQ(fault("a: {x: 1}\nb: {x: 1}"), "");
}

TEST(Yaml, limitsDepth) {
    const auto nested = [](std::size_t depth) { return "a: " + std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_EQ(fault(nested(49)), "");
    EXPECT_FAULT(nested(50), "f:1:53: nested deeper than 50 levels");
    EXPECT_FAULT(nested(100'000), "f:1:53: nested deeper");
    std::string block;
    for (std::size_t i = 0; i < 60; ++i)
        block += std::string(i, ' ') + "a:\n";
    EXPECT_FAULT(block, "f:51:51: nested deeper");
    std::string dashes;
    for (int i = 0; i < 5000; ++i)
        dashes += "- ";
    EXPECT_FAULT(dashes, "f:1:101: nested deeper");
    std::string chain = "a0: &a0 [x]\n";
    for (int i = 1; i < 60; ++i)
        chain += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
    EXPECT_FAULT(chain, "f:50:");
}

TEST(Yaml, expandsAliasesButNotBombs) {
    const YamlNode node = parseYaml("a: &x [1, 2]\nb: *x\n", "f");
    EXPECT_EQ(node.items[3].items[1].text, "2");
    EXPECT_EQ(node.items[3].line, 2u);
    std::string bomb = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
    for (int i = 1; i < 9; ++i) {
        const std::string last = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int k = 0; k < 9; ++k)
            bomb += (k ? "," : "") + last;
        bomb += "]\n";
    }
    EXPECT_FAULT(bomb, "f:");
    EXPECT_NE(fault(bomb).find("more than 100000 values"), std::string::npos);
    EXPECT_FAULT("a: &x [*x]", "f:1:8");
}

TEST(Yaml, limitsTheNumberOfNodes) {
    std::string many = "a: [";
    for (int i = 0; i < 100'001; ++i)
        many += "1,";
    EXPECT_NE(fault(many + "]").find("more than 100000 values"), std::string::npos);
}

TEST(Yaml, readsOnlyCleanUtf8) {
    EXPECT_EQ(parseYaml("\xEF\xBB\xBF"
                        "a: \xC3\xA9",
                        "f")
                  .items[1]
                  .text,
              "\xC3\xA9");
    EXPECT_FAULT("a: 1\nb: \xFF\n", "f:2:4: is not valid UTF-8");
    EXPECT_FAULT("a: \xC0\xAF", "f:1:4: is not valid UTF-8");
    EXPECT_FAULT("a: \xED\xA0\x80", "f:1:4: is not valid UTF-8");
    EXPECT_FAULT("a: \xF4\x90\x80\x80", "f:1:4: is not valid UTF-8");
    EXPECT_FAULT("a: \xE2\x82", "f:1:4: is not valid UTF-8");
    EXPECT_FAULT(std::string("a: b\0c", 6), "f:1:5: holds a control character");
    EXPECT_FAULT("a: 1\n\x04hidden: 2\n", "f:2:1: holds a control character");
    EXPECT_FAULT(std::string("\xFF\xFE"
                             "a\0:\0 \0"
                             "1\0",
                             10),
                 "f:1:1: is not valid UTF-8");
}

TEST(Yaml, refusesWhatARecipeHasNoUseFor) {
    EXPECT_FAULT("a: 1\n---\nb: 2\n", "f:");
    EXPECT_NE(fault("a: 1\n---\nb: 2\n").find("second document"), std::string::npos);
    EXPECT_FAULT("? [a, b]\n: 1\n", "f:1:3: a key must be a text");
    EXPECT_FAULT("a: !!python/object/apply:os.system ['true']", "f:1:4: the tag");
    EXPECT_FAULT("a: !mine 1", "f:1:4: the tag");
    EXPECT_FAULT("a: &x {b: 1}\nc:\n  <<: *x\n", "f:3:3: merge keys");
    EXPECT_EQ(parseYaml("a: !!str 1", "f").items[1].plain, false);
    EXPECT_EQ(parseYaml("a: !!int 1", "f").items[1].plain, true);
}

TEST(Yaml, keepsScalarsAsWritten) {
    const YamlNode node = parseYaml("[no, 1_0, 'x', \"y\\tz\", ~, null, 'null', 0x1F, 2024-01-02]", "f");
    const std::string texts[] = {"no", "1_0", "x", "y\tz", "", "", "null", "0x1F", "2024-01-02"};
    for (std::size_t i = 0; i < std::size(texts); ++i)
        EXPECT_EQ(node.items[i].text, texts[i]);
    EXPECT_EQ(node.items[4].kind, YamlNode::Kind::Null);
    EXPECT_EQ(node.items[5].kind, YamlNode::Kind::Null);
    EXPECT_EQ(node.items[6].kind, YamlNode::Kind::Scalar);
    EXPECT_TRUE(node.items[0].plain);
    EXPECT_FALSE(node.items[2].plain);
}

TEST(Yaml, quotesWhatAnotherReaderWouldMistake) {
    for (const char* text :
         {"no",    "Yes", "y",  "null", "~",    "1",        "1e5",          "-1",  ".5",  "0x1F", "2024-01-02",
          "12:30", "",    " a", "a ",   "a: b", "a #b",     "- a",          "[a]", "{a}", "a, b", "&a",
          "*a",    "!a",  "|",  ">",    "'a'",  "\"a\"",    "%a",           "@a",  "`a",  "a:",   "---",
          "...",   "<<",  "=",  "\n",   "\t",   "\xC2\x85", "\xEF\xBB\xBF", "\x7F"}) {
        const std::string yaml = quotedYaml(text);
        EXPECT_TRUE(yaml.starts_with('\'') || yaml.starts_with('"')) << yaml;
        EXPECT_EQ(parseYaml("[" + yaml + "]", "f").items.at(0).text, text) << yaml;
        EXPECT_EQ(parseYaml("a: " + yaml, "f").items.at(1).text, text) << yaml;
    }
    for (const char* text : {"all", "q_proj", "Qwen/Qwen2-VL-2B", "../data/x.json", "C:/x", "a#b", "7b-model", "-x"})
        EXPECT_EQ(quotedYaml(text), text);
}

// Mutations of a real file: an Error or a tree, never a crash; a tree survives its own YAML.
TEST(Yaml, survivesMutations) {
    const std::string seedText =
        "### model\nmodel: Qwen/Qwen2 # c\nrate: 1.0e-4\nlist: [a, 'b', \"c\\n\"]\nmap:\n  x: &a {y: 1}\n  z: *a\n- "
        "\n? k\n: |\n  text\n  more\n>-\n";
    const std::string alphabet = " \n:-[]{}&*!|>'\"%@`#?,\\ab01~<\t\xC3\xA9.";
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    int parsed = 0;
    for (std::uint64_t round = 0; round < 4000 && std::chrono::steady_clock::now() < end; ++round) {
        Random random{7, round};
        std::string text = seedText.substr(0, 20 + random.below(seedText.size() - 20));
        for (std::uint64_t edits = 1 + random.below(6); edits > 0; --edits) {
            const std::size_t at = random.below(text.size());
            if (random.below(2))
                text.insert(at, 1, alphabet[random.below(alphabet.size())]);
            else
                text[at] = alphabet[random.below(alphabet.size())];
        }
        try {
            const YamlNode node = parseYaml(text, "f");
            const std::string once = "k:" + valueYaml(node);
            const YamlNode again = parseYaml(once, "g").items.at(1);
            EXPECT_EQ("k:" + valueYaml(again), once) << text;
            ++parsed;
        } catch (const Error& e) {
            EXPECT_TRUE(startsWith(e.what(), "f:")) << e.what() << "\n" << text;
        }
    }
    EXPECT_GT(parsed, 5);
}
