#include "common/edit_distance.h"
#include "common/unicode.h"

#include <gtest/gtest.h>

using namespace atelier;

TEST(EditDistance, knownPairs) {
    EXPECT_EQ(editDistance(U"kitten", U"sitting"), 3u);
    EXPECT_EQ(editDistance(U"saturday", U"sunday"), 3u);
    EXPECT_EQ(editDistance(U"intention", U"execution"), 5u);
    EXPECT_EQ(editDistance(U"", U"abc"), 3u);
    EXPECT_EQ(editDistance(U"abc", U""), 3u);
    EXPECT_EQ(editDistance(U"abc", U"abc"), 0u);
    EXPECT_EQ(editDistance(U"abcdef", U"acdefb"), 2u);
    EXPECT_EQ(editDistance(U"aaaa", U"aa"), 2u);
}

TEST(EditDistance, countsWords) {
    EXPECT_EQ(editDistance(std::vector<std::string>{"a", "cat", "sat"}, {"a", "dog", "sat", "down"}), 2u);
}

TEST(Unicode, foldsCase) {
    EXPECT_EQ(foldedCase("Hello World_09 [Z]"), "hello world_09 [z]");
    EXPECT_EQ(foldedCase("STRASSE"), foldedCase("stra\xC3\x9F"
                                                "e"));
    EXPECT_EQ(foldedCase("\xC3\x84"), "\xC3\xA4");
    EXPECT_EQ(foldedCase("A\xCC\x88"), "\xC3\xA4");  // composed
    EXPECT_EQ(foldedCase("\xCE\x91\xCE\xA3"), foldedCase("\xCE\xB1\xCF\x82"));
    EXPECT_EQ(foldedCase(std::string_view("A\0B", 3)), std::string("a\0b", 3));
    EXPECT_EQ(foldedCase("\xFF"
                         "ABC"),
              "\xFF"
              "ABC");
    EXPECT_EQ(foldedCase(""), "");
}

TEST(Unicode, givesCodePoints) {
    EXPECT_EQ(codePoints("a\xC3\xA4\xF0\x9F\x98\x80"), U"a\u00E4\U0001F600");
    EXPECT_EQ(codePoints("\xC3(\xFF"), U"\uFFFD(\uFFFD");
}

// What stands for itself is not given to the library; beside a letter that is, the same must come out.
TEST(FoldedCase, isTheSameWithAndWithoutTheLibrary) {
    const auto character = [](char32_t point) {
        if (point < 0x80) return std::string(1, static_cast<char>(point));
        std::string bytes;
        bytes += static_cast<char>(0xE0 | point >> 12);
        bytes += static_cast<char>(0x80 | (point >> 6 & 0x3F));
        return bytes += static_cast<char>(0x80 | (point & 0x3F));
    };
    const std::string letter = "\xC3\x89", folded = "\xC3\xA9";
    std::string before;
    for (char32_t point = 0x800; point <= 0xFFFD; ++point) {
        if (point >= 0xD800 && point <= 0xDFFF) continue;
        const std::string text = before + character(point);
        EXPECT_EQ(foldedCase(text + letter), foldedCase(text) + folded) << static_cast<std::uint32_t>(point);
        // Pairs that lie far from one another, too.
        before = character(point % 7 == 0 ? U'A' : 0x3041 + point * 31 % 0xBF);
    }
}
