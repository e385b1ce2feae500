#include "data/judgements.h"
#include "data/preferences.h"
#include "data/store/batch_edits.h"
#include "data/store/query.h"
#include "support.h"

using namespace atelier;
using namespace atelier::data;

namespace {

class Judgements : public testing::Test {
protected:
    Judgements() : project_(Project::create(folder_ / "p")) {
        folder_.put("pictures/a.png", tinyPng());
        Sample sample = chat("s", "<image>What?", "A cat.");
        sample.turns.insert(sample.turns.begin(), {Turn::Role::System, "Be short."});
        sample.media = {{Media::Kind::Image, folder_ / "pictures/a.png"}};
        sample.split = "test";
        sample.regions = {{.points = {{0, 0}, {1, 1}}, .label = "cat", .spans = {{1, 7, 11}, {2, 2, 5}}}};
        project_.addDataset({"d", "test", folder_ / "pictures", folder_ / "pictures"}, {sample});
        options_.dataset = {"d"};
    }
    Asked asked() { return findAsked(project_, options_, "s", project_.sample("d", "s").media); }
    const std::vector<GivenAnswer> answers_{{"vanilla", "A dog."}, {"tuned", "A cat!"}};

    ScratchFolder folder_;
    Project project_;
    DataOptions options_;
};

TEST_F(Judgements, APreferenceBecomesAPairThatTrainingTakes) {
    const auto kept = keepJudgement(project_, asked(), "first", answers_, {.preferred = {{"tuned", "vanilla"}}});
    EXPECT_EQ(kept.dataset, "d-preferences");
    ASSERT_EQ(kept.changes.size(), 1u);
    const auto samples = project_.samples("d-preferences");
    ASSERT_EQ(samples.size(), 1u);
    const Sample& pair = samples.front();
    EXPECT_EQ(pair.turns[0].text, "Be short.");
    EXPECT_EQ(pair.turns[2].text, "A cat!");
    EXPECT_EQ(pair.turns[2].details->rejected, "A dog.");
    EXPECT_EQ(pair.split, "") << "a run can learn from it";
    EXPECT_TRUE(pair.checked);
    EXPECT_EQ(pair.group, "s");
    EXPECT_EQ(pair.media, project_.sample("d", "s").media);
    EXPECT_EQ(pair.regions.front().spans, (std::vector<Span>{{1, 7, 11}})) << "the answer is another one";
    EXPECT_EQ(preferencePairs(pair).size(), 1u);
    EXPECT_EQ(project_.sample("d", "s").turns.back().text, "A cat.") << "the reference stays";
    options_.dataset = {"d-preferences"};
    EXPECT_EQ(resolveData(project_, options_).train.size(), 1u);
}

TEST_F(Judgements, AnotherVoteTakesThePlaceAndComesBackWhenTakenBack) {
    const Judgement first{.preferred = {{"tuned", "vanilla"}}};
    const Judgement second{.preferred = {{"vanilla", "tuned"}}, .liked = {{"tuned", false}}};
    keepJudgement(project_, asked(), "first", answers_, first);
    const auto kept = keepJudgement(project_, asked(), "first", answers_, second);
    EXPECT_EQ(project_.samples("d-preferences").size(), 2u);
    auto of = judgementsOf(project_, "first");
    ASSERT_EQ(of.size(), 1u);
    EXPECT_EQ(of.at("s").size(), 2u);
    EXPECT_TRUE(judgementsOf(project_, "other").empty());
    takeBack(project_, kept);
    of = judgementsOf(project_, "first");
    EXPECT_EQ(of.at("s"), std::vector{first});
    // What was taken back is an edit as any other.
    undo(project_, "d-preferences");
    EXPECT_EQ(judgementsOf(project_, "first").at("s").size(), 2u);
    keepJudgement(project_, asked(), "first", answers_, {});
    EXPECT_TRUE(judgementsOf(project_, "first").empty());
}

TEST_F(Judgements, FeedbackIsKeptForEachAnswer) {
    keepJudgement(project_, asked(), "first", answers_, {.liked = {{"tuned", true}, {"vanilla", false}}});
    EXPECT_EQ(findRows(project_, "d-preferences", {.filter = "liked"}).size(), 1u);
    EXPECT_EQ(findRows(project_, "d-preferences", {.filter = "disliked"}).size(), 1u);
    EXPECT_EQ(findRows(project_, "d-preferences", {.filter = "judged meta.answer_of:tuned"}).size(), 1u);
    for (const Sample& sample : project_.samples("d-preferences"))
        EXPECT_EQ(judgedAnswers(sample).size(), 1u);
}

TEST_F(Judgements, WhatCannotBeKeptIsRefused) {
    EXPECT_NE(errorOf([&] {
                  keepJudgement(project_, asked(), "first", {{"a", "same"}, {"b", "same"}},
                                {.preferred = {{"a", "b"}}});
              }).find("the same"),
              std::string::npos);
    EXPECT_NE(errorOf([&] {
                  keepJudgement(project_, asked(), "first", {{"a", "x"}, {"b", "see <image>"}},
                                {.preferred = {{"a", "b"}}});
              }).find("<image>"),
              std::string::npos);
    EXPECT_FALSE(project_.hasDataset("d-preferences"));
    EXPECT_NE(errorOf([&] { findAsked(project_, options_, "gone", {}); }).find("not in the project"),
              std::string::npos);
}

TEST_F(Judgements, PicturesInsideTheProjectAreCopied) {
    const auto inside = project_.images() / "drawn";
    std::filesystem::create_directories(inside);
    std::filesystem::copy_file(folder_ / "pictures/a.png", inside / "a.png");
    Sample sample = chat("s", "<image>What?", "A cat.");
    sample.media = {{Media::Kind::Image, inside / "a.png"}};
    project_.addDataset({"drawn", "test", inside, inside}, {sample});
    options_.dataset = {"d", "drawn"};
    const Asked asked = findAsked(project_, options_, "drawn/s", sample.media);
    EXPECT_EQ(asked.dataset, "drawn");
    keepJudgement(project_, asked, "first", answers_, {.preferred = {{"tuned", "vanilla"}}});
    const auto pairs = project_.samples("drawn-preferences");
    ASSERT_EQ(pairs.size(), 1u);
    EXPECT_NE(pairs.front().media.front().path, inside / "a.png");
    EXPECT_TRUE(std::filesystem::exists(pairs.front().media.front().path));
    EXPECT_EQ(judgementsOf(project_, "first").count("drawn/s"), 1u) << "named as the comparison names it";
}

TEST_F(Judgements, DerivedSamplesAreFound) {
    options_.derive = "region_label";
    const Asked asked = findAsked(project_, options_, "s#0", project_.sample("d", "s").media);
    EXPECT_TRUE(asked.sample.media.front().crop);
    EXPECT_EQ(asked.sample.turns.back().text, "cat");
    keepJudgement(project_, asked, "first", answers_, {.preferred = {{"tuned", "vanilla"}}});
    EXPECT_EQ(project_.samples("d-preferences").front().media, asked.sample.media);
}

TEST(BatchFeedback, IsGivenToTheLastAnswerAndUndone) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    Sample silent;
    silent.id = "silent";
    silent.turns = {{Turn::Role::User, "q"}};
    project.addDataset({"d", "k", "s", "/"}, {chat("a", "q", "x"), chat("b", "q", "y"), silent});
    const auto rows = findRows(project, "d");
    setLiked(project, "d", rows, false);
    EXPECT_EQ(findRows(project, "d", {.filter = "disliked"}).size(), 2u);
    EXPECT_EQ(project.sample("d", "silent"), silent);
    EXPECT_EQ(history(project, "d").back().words.kind, "disliked");
    setLiked(project, "d", std::span(rows).first(1), {});
    EXPECT_EQ(findRows(project, "d", {.filter = "judged"}).size(), 1u);
    undo(project, "d");
    undo(project, "d");
    EXPECT_TRUE(findRows(project, "d", {.filter = "judged"}).empty());
}

}  // namespace
