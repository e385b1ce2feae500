#include "data/split_plan.h"
#include "data/store/edits.h"
#include "support.h"

#include <set>

using namespace atelier;
using namespace atelier::data;

namespace {

// Forty samples in twenty groups of two.
std::vector<Sample> pairs() {
    std::vector<Sample> samples;
    for (int i = 0; i < 40; ++i) {
        samples.push_back(chat("s" + std::to_string(i), "q", "a"));
        samples.back().group = "g" + std::to_string(i / 2);
        samples.back().split = i < 4 ? "test" : "";
    }
    return samples;
}

std::vector<StoredSample> allOf(const Project& project) {
    return samplesAt(project, "d", findRows(project, "d"));
}

}  // namespace

TEST(SplitPlan, countsBeforeAndAfterAndIsOneEdit) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    project.addDataset({"d", "k", "s", "/r"}, pairs());
    SplitPlan plan = planSplits(allOf(project), {.shares = {0.2, 0.1, 7}});
    EXPECT_EQ(plan.parts["test"].before, 4);
    EXPECT_EQ(plan.parts[""].before, 36);
    EXPECT_EQ(plan.parts[""].after, 0);
    EXPECT_EQ(plan.parts["test"].after, 4);
    EXPECT_EQ(plan.parts["test"].groups, 2);
    EXPECT_EQ(plan.parts["validation"].after, 8);
    EXPECT_EQ(plan.parts["train"].after, 28);
    ASSERT_TRUE(applySplitPlan(project, "d", plan));
    std::map<std::string, std::set<std::string>> splitsOfGroup;
    for (const Sample& sample : project.samples("d"))
        splitsOfGroup[sample.group].insert(sample.split);
    for (const auto& [group, splits] : splitsOfGroup)
        EXPECT_EQ(splits.size(), 1u) << group;
    EXPECT_FALSE(applySplitPlan(project, "d", planSplits(allOf(project), {.shares = {0.2, 0.1, 7}})));
    EXPECT_EQ(planSplits(allOf(project), {.shares = {0.2, 0.1, 7}}).changed, 0);
    undo(project, "d");
    EXPECT_EQ(project.samples("d"), pairs());
}

TEST(SplitPlan, ofAStoredDatasetIsTheSame) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    std::vector<Sample> samples = pairs();
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i].tags = {i % 3 == 0 ? "a" : "b"};
        samples[i].turns.back().text = i % 4 == 0 ? "yes" : "no";
    }
    project.addDataset({"d", "k", "s", "/r"}, samples);
    std::vector<SplitPlanOptions> all{{.shares = {0.2, 0.1, 7}}, {.folds = 4}};
    for (const Stratum stratum : {Stratum::FirstTag, Stratum::FirstLabel, Stratum::Answer})
        all.push_back({.shares = {0.2, 0.1, 7}, .stratum = stratum});
    for (const SplitPlanOptions& options : all) {
        const SplitPlan expected = planSplits(allOf(project), options);
        const SplitPlan plan = planSplits(project, "d", findRows(project, "d"), options);
        EXPECT_EQ(plan.changed, expected.changed);
        ASSERT_EQ(plan.places.size(), expected.places.size());
        for (const auto& [row, place] : expected.places) {
            EXPECT_EQ(plan.places.at(row).split, place.split);
            EXPECT_EQ(plan.places.at(row).foldTag, place.foldTag);
        }
    }
}

TEST(SplitPlan, foldsAreTagsAndOneOfThemValidates) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    std::vector<Sample> samples = pairs();
    samples[0].tags = {"fold-9", "fold-work"};
    project.addDataset({"d", "k", "s", "/r"}, samples);
    const SplitPlan plan = planSplits(allOf(project), {.folds = 5, .validationFold = 2});
    EXPECT_EQ(plan.folds, std::vector<std::int64_t>(5, 8));
    ASSERT_TRUE(applySplitPlan(project, "d", plan));
    for (const Sample& sample : project.samples("d"))
        EXPECT_EQ(sample.split, sample.tags.back() == "fold-2" ? "validation" : "train");
    EXPECT_EQ(findRows(project, "d", {"tag:fold-2"}).size(), 8u);
    EXPECT_TRUE(findRows(project, "d", {"tag:fold-9"}).empty());
    EXPECT_EQ(findRows(project, "d", {"tag:fold-work"}).size(), 1u);
}

TEST(SplitPlan, ofSomeSamplesTakesTheirGroupsAlong) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    project.addDataset({"d", "k", "s", "/r"}, pairs());
    const auto all = allOf(project);
    const std::vector<std::int64_t> rows{all[5].row, all[8].row, all[9].row};
    const auto chosen = withWholeGroups(all, rows);
    ASSERT_EQ(chosen.size(), 4u);
    EXPECT_EQ(chosen[0].sample.id, "s4");
    EXPECT_EQ(chosen[3].sample.id, "s9");
}

TEST(SplitPlan, refusesWhatCannotBe) {
    std::vector<StoredSample> samples;
    for (Sample& sample : pairs())
        samples.push_back({std::ssize(samples) + 1, std::move(sample)});
    const auto problem = [&](const SplitPlanOptions& options) {
        try {
            planSplits(samples, options);
        } catch (const Error& error) {
            return error.where();
        }
        return std::string();
    };
    EXPECT_EQ(problem({.shares = {0.5, 0.5}}), "test");
    EXPECT_EQ(problem({.shares = {0.7, 0.3}}), "validation");
    EXPECT_EQ(problem({.shares = {0.3, 0.3}}), "");
    EXPECT_EQ(problem({.folds = 21}), "folds");
    EXPECT_EQ(problem({.folds = 20, .validationFold = 21}), "fold");
    for (StoredSample& one : samples)
        one.sample.group = "one";
    EXPECT_EQ(problem({.shares = {0.1, 0}}), "validation");
    EXPECT_EQ(problem({.shares = {0, 0}}), "");
    EXPECT_TRUE(planSplits({}, {}).places.empty());
}
