#include "runs/pinned_samples.h"

#include <gtest/gtest.h>

namespace atelier::runs {
namespace {

data::Sample sample(const std::string& id, std::vector<std::string> tags = {}) {
    data::Sample made;
    made.id = id;
    made.tags = std::move(tags);
    return made;
}

std::vector<std::string> idsOf(const PinnedSamples& pinned) {
    std::vector<std::string> ids;
    for (const auto& one : pinned.samples)
        ids.push_back(one.id);
    return ids;
}

using Ids = std::vector<std::string>;

TEST(PinnedSamples, ThoseWithTheTagAloneWhateverTheirSplit) {
    data::Splits splits;
    splits.train = {sample("a", {"pinned"}), sample("b"), sample("c", {"other", "pinned"})};
    splits.validation = {sample("v"), sample("w", {"pinned"})};
    splits.test = {sample("t", {"pinned"})};
    const auto pinned = pinnedSamples(splits, "pinned", false);
    EXPECT_EQ(idsOf(pinned), (Ids{"w", "t", "a", "c"}));
    EXPECT_EQ(pinned.note, "");
    EXPECT_EQ(idsOf(pinnedSamples(splits, "other", true)), Ids{"c"});
    EXPECT_TRUE(pinnedSamples(splits, "", true).samples.empty()) << "no tag is no wish";
    EXPECT_EQ(pinnedSamples(splits, "", true).note, "");
}

TEST(PinnedSamples, NoneAreToldOnlyWhereTheRecipeNamesTheTag) {
    data::Splits splits;
    splits.train = {sample("a", {"Pinned"})};
    EXPECT_EQ(pinnedSamples(splits, "pinned", false).note, "");
    const auto missing = pinnedSamples(splits, "pinned", true);
    EXPECT_TRUE(missing.samples.empty());
    EXPECT_NE(missing.note.find("\"pinned\" (sample_answers_tag)"), std::string::npos) << missing.note;
}

TEST(PinnedSamples, WhatAConceptRepeatsIsAskedOnce) {
    data::Splits splits;
    splits.train = {sample("a", {"pinned"}), sample("a~2", {"pinned"}), sample("a~3", {"pinned"}),
                    sample("b~2", {"pinned"}), sample("c~", {"pinned"})};
    EXPECT_EQ(idsOf(pinnedSamples(splits, "pinned", false)), (Ids{"a", "b~2", "c~"}));
}

TEST(PinnedSamples, NoMoreThanAreReadAndThatIsTold) {
    data::Splits splits;
    for (std::size_t i = 0; i < kMostPinned + 2; ++i)
        splits.train.push_back(sample("s" + std::to_string(i), {"pinned"}));
    const auto pinned = pinnedSamples(splits, "pinned", false);
    EXPECT_EQ(pinned.samples.size(), kMostPinned);
    EXPECT_NE(pinned.note.find("66 samples"), std::string::npos) << pinned.note;
}

}  // namespace
}  // namespace atelier::runs
