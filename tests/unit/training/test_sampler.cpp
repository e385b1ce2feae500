#include "training/curriculum.h"
#include "training/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace atelier::training {
namespace {

std::vector<std::int64_t> epochOf(Sampler& sampler) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < sampler.stepsPerEpoch(); ++i) {
        const auto step = sampler.next();
        all.insert(all.end(), step.samples.begin(), step.samples.end());
    }
    return all;
}

TEST(Sampler, EveryEpochIsAnotherPermutation) {
    Sampler sampler(std::vector<std::int64_t>(10, 1), {7, 4, true});
    EXPECT_EQ(sampler.stepsPerEpoch(), 3);
    auto first = epochOf(sampler), second = epochOf(sampler);
    EXPECT_EQ(first.size(), 10u);
    EXPECT_NE(first, second);
    std::sort(first.begin(), first.end());
    std::sort(second.begin(), second.end());
    EXPECT_EQ(first, second);
    EXPECT_EQ(std::set<std::int64_t>(first.begin(), first.end()).size(), 10u);
}

TEST(Sampler, ShortLastStepEndsTheEpoch) {
    Sampler sampler(std::vector<std::int64_t>(5, 1), {1, 4, false});
    EXPECT_EQ(sampler.next().samples, (std::vector<std::int64_t>{0, 1, 2, 3}));
    const auto last = sampler.next();
    EXPECT_EQ(last.samples, (std::vector<std::int64_t>{4}));
    EXPECT_DOUBLE_EQ(last.epochAfter, 1);
    EXPECT_EQ(sampler.next().epoch, 1);
}

TEST(Sampler, GoesOnWhereItWas) {
    const std::vector<std::int64_t> lengths{3, 1, 2, 5, 4, 1, 2, 3, 4, 5};
    Sampler whole(lengths, {9, 3, true}), before(lengths, {9, 3, true}), after(lengths, {9, 3, true});
    whole.setLimit(4);
    before.setLimit(4);
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(whole.next().samples, before.next().samples);
    after.restore(parseJson(before.state().dump(), "state"), "state");
    for (int i = 0; i < 8; ++i)
        EXPECT_EQ(whole.next().samples, after.next().samples);
}

TEST(Sampler, LongAnswersWait) {
    const std::vector<std::int64_t> lengths{5, 2, 3, 2};
    Sampler sampler(lengths, {1, 3, true});
    sampler.setLimit(1);  // nothing is that short: the shortest are in
    for (int i = 0; i < 5; ++i) {
        const auto step = sampler.next();
        EXPECT_EQ(step.samples.size(), 3u);
        for (const auto sample : step.samples)
            EXPECT_EQ(lengths[static_cast<std::size_t>(sample)], 2);
    }
    sampler.setLimit(3);
    std::set<std::int64_t> seen;
    for (const auto sample : sampler.next().samples)
        seen.insert(sample);
    EXPECT_EQ(seen, (std::set<std::int64_t>{1, 2, 3}));
}

TEST(Curriculum, GrowsOnlyAfterPatienceUnderTheLoss) {
    TrainOptions options;
    options.curriculumLoss = 0.9;
    Curriculum curriculum(options, 3);
    for (int i = 0; i < 50; ++i)
        EXPECT_FALSE(curriculum.update(1.0));
    int steps = 0;
    while (!curriculum.update(0.1))
        ++steps;
    EXPECT_LT(steps, 10);
    EXPECT_EQ(curriculum.limit(), 2);
    for (int i = 0; i < Curriculum::kPatience - 1; ++i)
        EXPECT_FALSE(curriculum.update(0.1));
    EXPECT_TRUE(curriculum.update(0.1));
    EXPECT_EQ(curriculum.limit(), 3);
    for (int i = 0; i < 50; ++i)
        EXPECT_FALSE(curriculum.update(0.1));  // as long as it gets
}

}  // namespace
}  // namespace atelier::training
