#include "files.h"
#include "text/tokenizer.h"

#include <gtest/gtest.h>

#include <thread>

using namespace atelier::text;
using atelier::text::testing::Folder;

namespace {

// A byte-level file small enough to follow by hand.
const char* const kByteLevel = R"({
 "version": "1.0", "truncation": null, "padding": null,
 "added_tokens": [
  {"id": 8, "content": "<|end|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
  {"id": 9, "content": "<|end|>x", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": false}],
 "normalizer": {"type": "NFC"},
 "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
 "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<|end|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
  "pair": [], "special_tokens": {"<|end|>": {"id": "<|end|>", "ids": [8], "tokens": ["<|end|>"]}}},
 "decoder": {"type": "ByteLevel"},
 "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "Ġ": 2, "ab": 3, "Ġab": 4, "Ã": 5, "©": 6, "Ã©": 7}, "merges": MERGES}
})";

std::string withMerges(const std::string& merges) {
    std::string text = kByteLevel;
    return text.replace(text.find("MERGES"), 6, merges);
}

using Ids = std::vector<std::int64_t>;

}  // namespace

class SmallTokenizer : public ::testing::TestWithParam<const char*> {};

TEST_P(SmallTokenizer, encodesAndDecodes) {
    const Folder folder;
    const auto tokenizer = loadTokenizer(folder.write("tokenizer.json", withMerges(GetParam())));
    EXPECT_EQ(tokenizer->encode("ab ab"), (Ids{3, 4}));
    EXPECT_EQ(tokenizer->encode("bab"), (Ids{1, 3}));
    EXPECT_EQ(tokenizer->encode("e\xCC\x81"), (Ids{7}));  // composed first
    EXPECT_EQ(tokenizer->encode("ab<|end|>ab"), (Ids{3, 8, 3}));
    EXPECT_EQ(tokenizer->encode("ab<|end|>x"), (Ids{3, 9}));  // the longest
    EXPECT_EQ(tokenizer->encode("ab", true), (Ids{8, 3}));
    EXPECT_EQ(tokenizer->encode(""), Ids{});
    EXPECT_EQ(tokenizer->decode(Ids{3, 8, 4}), "ab ab");
    EXPECT_EQ(tokenizer->decode(Ids{3, 8, 4}, false), "ab<|end|> ab");
    EXPECT_EQ(tokenizer->decode(Ids{7, 5}), "\xC3\xA9\xEF\xBF\xBD");
    EXPECT_EQ(tokenizer->decode(Ids{-1, 12345, 0}), "a");
    EXPECT_EQ(tokenizer->id("<|end|>"), 8);
    EXPECT_EQ(tokenizer->id("ab"), 3);
    EXPECT_FALSE(tokenizer->id("zz"));
    EXPECT_EQ(tokenizer->token(9), "<|end|>x");
    EXPECT_THROW(tokenizer->token(10), atelier::Error);
    EXPECT_EQ(tokenizer->size(), 10);
    EXPECT_TRUE(tokenizer->isSpecial(8));
    EXPECT_FALSE(tokenizer->isSpecial(9));
    EXPECT_FALSE(tokenizer->isSpecial(-1));
}

INSTANTIATE_TEST_SUITE_P(BothForms, SmallTokenizer,
                         ::testing::Values(R"(["a b", "Ġ ab", "Ã ©"])", R"([["a", "b"], ["Ġ", "ab"], ["Ã", "©"]])"));

TEST(Tokenizer, mergesByRankThenFromTheLeft) {
    const Folder folder;
    const auto tokenizer = loadTokenizer(folder.write(
        "tokenizer.json",
        R"({"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "aa": 2, "ab": 3}, "merges": ["a a", "a b"]}})"));
    EXPECT_EQ(tokenizer->encode("aaa"), (Ids{2, 0}));
    EXPECT_EQ(tokenizer->encode("aab"), (Ids{2, 1}));
    EXPECT_EQ(tokenizer->encode("bab"), (Ids{1, 3}));
}

TEST(Tokenizer, manyThreadsGetTheSameIds) {
    const Folder folder;
    const auto tokenizer = loadTokenizer(folder.write("tokenizer.json", withMerges(R"(["a b", "Ġ ab"])")));
    std::string text;
    for (int i = 0; i < 3000; ++i)
        text += std::string(std::size_t(i % 17), 'a') + (i % 3 == 0 ? "b " : " ab");
    const auto expected = tokenizer->encode(text);
    std::vector<std::vector<std::int64_t>> got(4);
    std::vector<std::thread> threads;
    for (auto& ids : got)
        threads.emplace_back([&] { ids = tokenizer->encode(text); });
    for (auto& thread : threads)
        thread.join();
    for (const auto& ids : got)
        EXPECT_EQ(ids, expected);
}

TEST(Tokenizer, oneHugeWordIsNotQuadratic) {
    const Folder folder;
    std::string file = withMerges(R"(["a b", "Ġ ab"])");
    const std::string part =
        R"({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true})";
    file.replace(file.find(part), part.size(), "null");
    const auto tokenizer = loadTokenizer(folder.write("tokenizer.json", file));
    std::string text;
    for (int i = 0; i < 500'000; ++i)
        text += "ab";
    EXPECT_EQ(tokenizer->encode(text).size(), 500'000u);
}
