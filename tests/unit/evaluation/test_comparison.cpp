#include "common/error.h"
#include "evaluation/comparison.h"
#include "evaluation/text_diff.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::evaluation;
using protocol::Comparison;
using Kind = DiffPart::Kind;

namespace {

Comparison example() {
    Comparison comparison;
    comparison.contestants = protocol::runContestants();
    comparison.samples = {
        {"a",
         {{data::Media::Kind::Image, "/x/1.jpg", Box{1, 2.5, 11, 12.25}}},
         "Read.",
         "12345678",
         {"1234", "12345678"},
         {}},
        {"b", {{data::Media::Kind::Image, "/x/#xywh=,2.jpg", {}}}, "Read.", "ab", {"ab", "x"}, {}},
        {"c", {}, "Read.", "{\"k\": \"v\"}", {"", "{\"k\": \"v\"}"}, {}},
    };
    score(comparison, {"cer", "exact_match", "json_fields"});
    return comparison;
}

}  // namespace

TEST(Comparison, corpusFigures) {
    const Comparison comparison = example();
    ASSERT_EQ(comparison.metrics.size(), 3u);
    EXPECT_EQ(comparison.metrics[0].first, "cer");
    EXPECT_DOUBLE_EQ(comparison.metrics[0].second[0],
                     (4.0 + 0 + 10) / (8 + 2 + 10));  // edits by characters, not a mean of rates
    EXPECT_DOUBLE_EQ(comparison.metrics[0].second[1], (0.0 + 2 + 0) / 20);
    EXPECT_DOUBLE_EQ(comparison.metrics[1].second[0], 1.0 / 3);
    EXPECT_DOUBLE_EQ(comparison.metrics[2].second[0], 0);
    EXPECT_DOUBLE_EQ(comparison.metrics[2].second[1], 1);
    EXPECT_FALSE(comparison.samples[0].scores.contains("json_fields"));
    Comparison unknown = example();
    EXPECT_THROW(score(unknown, {"bleu"}), Error);
}

TEST(Comparison, regressionsComeFirst) {
    Comparison comparison = example();
    sortRegressionsFirst(comparison);
    EXPECT_EQ(comparison.samples[0].id, "b");
    EXPECT_EQ(comparison.samples[1].id, "a");
    EXPECT_EQ(comparison.samples[2].id, "c");
    EXPECT_DOUBLE_EQ(gain(comparison, comparison.samples[0], "cer", 1), -1);
    EXPECT_DOUBLE_EQ(gain(comparison, comparison.samples[2], "exact_match", 1), 1);
    EXPECT_DOUBLE_EQ(gain(comparison, comparison.samples[0], "json_fields", 1), 0);
}

TEST(Comparison, oneContestantIsItsOwnBaseline) {
    Comparison comparison;
    comparison.contestants = {{"only"}};
    comparison.samples = {{"a", {}, "", "ab", {"a"}, {}}, {"b", {}, "", "ab", {"ab"}, {}}};
    score(comparison, {"cer"});
    EXPECT_EQ(comparison.metrics.at(0).second, (std::vector<double>{0.25}));
    EXPECT_EQ(gain(comparison, comparison.samples[0], "cer", 0), 0);
    sortRegressionsFirst(comparison);
    EXPECT_EQ(comparison.samples[0].id, "a");
}

TEST(Comparison, threeContestantsAgainstTheSecond) {
    Comparison comparison;
    comparison.contestants = {{"one"}, {"two"}, {"three"}};
    comparison.baseline = "two";
    comparison.samples = {
        {"same", {}, "", "abcd", {"abcd", "abcd", "abcd"}, {}},
        {"third-worse", {}, "", "abcd", {"abcd", "abcx", "xxxx"}, {}},
        {"first-worse", {}, "", "abcd", {"xxxx", "abcd", "abcd"}, {}},
        {"empty", {}, "", "", {"", "", ""}, {}},
        {"both-better", {}, "", "abcd", {"abcd", "xxxx", "abxx"}, {}},
    };
    score(comparison, {"cer", "exact_match"});
    EXPECT_EQ(comparison.metrics.at(0).second, (std::vector<double>{4.0 / 16, 5.0 / 16, 6.0 / 16}));
    const auto by = [&](std::size_t sample, std::size_t contestant) {
        return gain(comparison, comparison.samples[sample], "cer", contestant);
    };
    EXPECT_EQ(by(1, 0), 0.25);  // fewer errors are better
    EXPECT_EQ(by(1, 1), 0);
    EXPECT_EQ(by(1, 2), -0.75);
    EXPECT_EQ(by(4, 0), 1);
    EXPECT_EQ(by(4, 2), 0.5);
    EXPECT_EQ(figuresOf(comparison, "three").at("cer"), 6.0 / 16);
    EXPECT_TRUE(figuresOf(comparison, "four").empty());
    sortRegressionsFirst(comparison);
    std::vector<std::string> ids;
    for (const auto& sample : comparison.samples)
        ids.push_back(sample.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"first-worse", "third-worse", "same", "empty", "both-better"}));
}

TEST(Comparison, fromASample) {
    data::Sample sample;
    sample.id = "s";
    sample.turns = {{data::Turn::Role::User, "<image>first"},
                    {data::Turn::Role::Assistant, "one"},
                    {data::Turn::Role::User, "<image> second"},
                    {data::Turn::Role::Assistant, "two"}};
    const Comparison::Sample shown = comparisonSample(sample);
    EXPECT_EQ(shown.prompt, "second");
    EXPECT_EQ(shown.reference, "two");
}

TEST(Diff, byCharacters) {
    EXPECT_EQ(diff("TOTAL 9.00", "TOTAL 9.08"),
              (std::vector<DiffPart>{{Kind::Same, "TOTAL 9.0"}, {Kind::Missing, "0"}, {Kind::Extra, "8"}}));
    EXPECT_EQ(diff("abc", "abc"), (std::vector<DiffPart>{{Kind::Same, "abc"}}));
    EXPECT_EQ(diff("abcd", ""), (std::vector<DiffPart>{{Kind::Missing, "abcd"}}));
    EXPECT_EQ(diff("", "x"), (std::vector<DiffPart>{{Kind::Extra, "x"}}));
    EXPECT_EQ(diff("\xC3\xA4"
                   "bcd",
                   "\xC3\xB6"
                   "bcd"),
              (std::vector<DiffPart>{{Kind::Missing, "\xC3\xA4"}, {Kind::Extra, "\xC3\xB6"}, {Kind::Same, "bcd"}}));
}

TEST(Diff, lettersThatAgreeByChanceJoinTheirEdits) {
    EXPECT_EQ(
        diff("the total is 12.45 today", "the total is 73.98 today"),
        (std::vector<DiffPart>{
            {Kind::Same, "the total is "}, {Kind::Missing, "12.45"}, {Kind::Extra, "73.98"}, {Kind::Same, " today"}}));
    // One wrong letter on each side of a word does not swallow the word.
    EXPECT_EQ(diff("xhousey", "ahouseb")[2], (DiffPart{Kind::Same, "house"}));
}

TEST(Diff, byWordsWhenTextsAreNotAlike) {
    const auto parts = diff("the dog runs over there quickly", "the elephant");
    ASSERT_FALSE(parts.empty());
    EXPECT_EQ(parts[0].kind, Kind::Same);
    EXPECT_TRUE(parts[0].text.starts_with("the"));
    std::string answer, reference;
    for (const DiffPart& part : parts) {
        if (part.kind != Kind::Missing) answer += part.text;
        if (part.kind != Kind::Extra) reference += part.text;
    }
    EXPECT_EQ(answer, "the elephant");
    EXPECT_EQ(reference, "the dog runs over there quickly");
    EXPECT_EQ(diff("abc", "xyz"), (std::vector<DiffPart>{{Kind::Missing, "abc"}, {Kind::Extra, "xyz"}}));
}

TEST(Diff, longTextsStayBounded) {
    std::string a, b;
    for (int i = 0; i < 20'000; ++i)
        a += "word" + std::to_string(i) + " ", b += "other" + std::to_string(i) + " ";
    EXPECT_EQ(diff(a, b).size(), 2u);
}
