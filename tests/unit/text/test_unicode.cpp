#include "text/unicode.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace atelier::text;

TEST(Unicode, replacesMaximalBrokenSequences) {
    std::string storage;
    const auto fixed = [&](std::string_view bytes) { return std::string(validUtf8(bytes, storage)); };
    const std::string mark = "\xEF\xBF\xBD";
    EXPECT_EQ(fixed("plain \xC3\xA9"), "plain \xC3\xA9");
    EXPECT_EQ(fixed("\xE2\x82"), mark);                    // truncated: one mark
    EXPECT_EQ(fixed("\xF0\x9F\x98 a"), mark + " a");       // the same, three bytes
    EXPECT_EQ(fixed("\xC0\xAF"), mark + mark);             // overlong: no prefix of anything
    EXPECT_EQ(fixed("\xED\xA0\x80"), mark + mark + mark);  // a surrogate
    EXPECT_EQ(fixed("\xF4\x90\x80\x80"), mark + mark + mark + mark);
    EXPECT_EQ(fixed("a\xFF"), "a" + mark);
}

TEST(Unicode, validTextIsNotCopied) {
    std::string storage = "untouched";
    const std::string text = "abc";
    EXPECT_EQ(validUtf8(text, storage).data(), text.data());
    EXPECT_EQ(storage, "untouched");
}

TEST(Unicode, normalises) {
    EXPECT_EQ(normalize("e\xCC\x81", Normalization::NFC), "\xC3\xA9");
    EXPECT_EQ(normalize("\xC3\xA9", Normalization::NFD), "e\xCC\x81");
    EXPECT_EQ(normalize("\xEF\xAC\x81", Normalization::NFKC), "fi");
    EXPECT_EQ(normalize(std::string("e\xCC\x81\0e", 5), Normalization::NFC), std::string("\xC3\xA9\0e", 4));
    // U+1E08F has a combining class only since Unicode 15: the reference leaves it where it is.
    EXPECT_EQ(normalize("a\xCC\x81\xF0\x9E\x82\x8F\xCC\x96", Normalization::NFC), "\xC3\xA1\xF0\x9E\x82\x8F\xCC\x96");
}

TEST(Unicode, knowsLaterCharacters) {
    EXPECT_EQ(category(0x1C89), "Lu");
    EXPECT_EQ(category(0x31350), "Lo");
    EXPECT_EQ(category('a'), "Ll");
    EXPECT_FALSE(isWhiteSpace(0x180E));
    EXPECT_TRUE(isWhiteSpace(0x3000));
    const auto later = laterAssignments();
    EXPECT_TRUE(
        std::is_sorted(later.begin(), later.end(), [](const auto& a, const auto& b) { return a.last < b.first; }));
}
