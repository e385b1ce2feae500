#include "files.h"
#include "text/regex.h"

#include <gtest/gtest.h>

using namespace atelier::text;
using atelier::text::testing::messageOf;

namespace {
std::string cut(const std::string& pattern, const std::string& text) {
    std::string out;
    for (const auto& [begin, end] : Regex(pattern, "test").findAll(text))
        out += "[" + text.substr(begin, end - begin) + "]";
    return out;
}
}  // namespace

TEST(TokenizerRegex, spaceIsUnicodeWhiteSpace) {
    EXPECT_EQ(cut(R"(\s)", "\xE1\xA0\x8E\xE3\x80\x80"), "[\xE3\x80\x80]");  // U+180E is none
    EXPECT_EQ(cut(R"([^\s]+)",
                  "a\xC2\xA0"
                  "b"),
              "[a][b]");
    EXPECT_EQ(cut(R"([\S]+)",
                  "a\xC2\xA0"
                  "b"),
              "[a][b]");
}

TEST(TokenizerRegex, emptyMatchesDoNotRepeat) {
    EXPECT_EQ(cut("a*", "baac"), "[][aa][]");
    EXPECT_EQ(cut("x*", "\xC3\xA9"), "[][]");
}

TEST(TokenizerRegex, caretIsAtEachLine) {
    EXPECT_EQ(cut("^.", "ab\ncd"), "[a][c]");
}

TEST(TokenizerRegex, laterLettersAreLetters) {
    EXPECT_EQ(cut(R"(\p{L}+)", "\xF0\xB1\x8D\x90"), "[\xF0\xB1\x8D\x90]");
}

TEST(TokenizerRegex, refusesWhatItCannotServe) {
    for (const char* pattern : {"[a&&b]", "[[a]b]", "[[:alpha:]]", R"(\h)", R"(\p{nope)", R"(\p{nope})", "a{1,2}+",
                                R"([\W])", "(", R"(\u12)"})
        EXPECT_NE(messageOf([&] { Regex(pattern, "f.json: pre_tokenizer"); }).find("f.json: pre_tokenizer"),
                  std::string::npos)
            << pattern;
}

TEST(TokenizerRegex, literalTakesEverythingAsText) {
    EXPECT_EQ(Regex::literal(".*", "test").findAll("a.*b").size(), 1u);
}
