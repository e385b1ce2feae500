#include "data/preferences.h"
#include "data/sample_json.h"

#include <gtest/gtest.h>

namespace atelier::data {
namespace {

using Role = Turn::Role;

Turn answer(const std::string& text, const std::string& rejected) {
    Turn turn{Role::Assistant, text};
    turn.details.edit().rejected = rejected;
    return turn;
}

// Two pictures, each spoken of in a question; the first answer is judged, the second one too.
Sample judged() {
    Sample sample;
    sample.id = "s";
    sample.media = {{Media::Kind::Image, "a.png"}, {Media::Kind::Image, "b.png"}};
    sample.turns = {{Role::User, "<image>What?"},
                    answer("A cat", "A dog"),
                    {Role::User, "And <image>here?"},
                    answer("A mat", "A hat")};
    sample.regions = {{Region::Shape::Box, 0, {{0, 0}, {5, 5}}, "cat", {}, {{1, 2, 5}}},
                      {Region::Shape::Box, 1, {{0, 0}, {5, 5}}, "mat", {}, {{3, 2, 5}}}};
    return sample;
}

TEST(Preferences, EachJudgedAnswerIsASampleThatEndsWithIt) {
    const auto pairs = preferencePairs(judged());
    ASSERT_EQ(pairs.size(), 2u);
    EXPECT_EQ(pairs[0].id, "s#1");
    EXPECT_EQ(pairs[1].id, "s#3");
    EXPECT_EQ(pairs[0].turns.size(), 2u);
    EXPECT_EQ(pairs[0].turns.back().details->rejected, "A dog");
    EXPECT_EQ(pairs[1].turns, judged().turns);
    EXPECT_TRUE(judgedAnswers(judged()).empty());
}

TEST(Preferences, WhatLaterTurnsSpeakOfGoesWithThem) {
    const auto first = endingWith(judged(), 1);
    ASSERT_EQ(first.media.size(), 1u);
    EXPECT_EQ(first.media[0].path, "a.png");
    ASSERT_EQ(first.regions.size(), 1u);
    EXPECT_EQ(first.regions[0].label, "cat");
    EXPECT_NO_THROW(requireValid(first, "first"));
    EXPECT_EQ(endingWith(judged(), 3), judged());
}

TEST(Preferences, MediaOfTheKeptTurnsStayWhereverTheyStand) {
    auto sample = judged();
    sample.media.insert(sample.media.begin(), Media{Media::Kind::Video, "v.mp4"});
    sample.turns[0].text = "<video><image>What?";
    for (auto& region : sample.regions)
        ++region.media;
    const auto first = endingWith(sample, 1);
    ASSERT_EQ(first.media.size(), 2u);
    EXPECT_EQ(first.media[1].path, "a.png");
    ASSERT_EQ(first.regions.size(), 1u);
    EXPECT_EQ(first.regions[0].media, 1);
}

TEST(Preferences, OneJudgedAnswerKeepsTheSamplesId) {
    auto sample = judged();
    sample.turns[1].details.edit().rejected.reset();
    sample.turns[1].details.edit().liked = false;
    EXPECT_EQ(preferencePairs(sample).at(0).id, "s");
    ASSERT_EQ(judgedAnswers(sample).size(), 1u);
    EXPECT_EQ(judgedAnswers(sample)[0].turns.size(), 2u);
    EXPECT_EQ(judgedAnswers(sample)[0].turns.back().details->liked, false);
}

TEST(Preferences, AreWrittenAndRead) {
    auto sample = judged();
    sample.turns[1].details.edit().liked = true;
    EXPECT_EQ(sampleFromJson(toJson(sample), "here"), sample);
    EXPECT_EQ(toJson(sample).at("turns").at(1).at("rejected"), "A dog");
    EXPECT_EQ(toJson(sample).at("turns").at(1).at("liked"), true);
}

}  // namespace
}  // namespace atelier::data
