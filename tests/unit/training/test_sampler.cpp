#include "common/random.h"
#include "training/curriculum.h"
#include "training/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace atelier::training {
namespace {

std::vector<std::int64_t> epochOf(Sampler& sampler) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < sampler.stepsIn(1); ++i) {
        const auto step = sampler.next();
        all.insert(all.end(), step.samples.begin(), step.samples.end());
    }
    return all;
}

TEST(Sampler, EveryEpochIsAnotherPermutation) {
    Sampler sampler(std::vector<std::int64_t>(10, 1), {7, 4, true});
    EXPECT_EQ(sampler.stepsIn(1), 3);
    EXPECT_EQ(sampler.stepsIn(2.5), 8);
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

TEST(Sampler, FillsBatchesWithTokens) {
    Random draw{4};
    std::vector<std::int64_t> tokens;
    for (int i = 0; i < 60; ++i)
        tokens.push_back(draw.between(1, 20));
    tokens[7] = 50;  // longer than a batch: one of its own
    const std::vector<std::int64_t> lengths(tokens.size(), 1);
    Sampler::Options options{3, 1, true, false, 40, 2};
    Sampler sampler(lengths, options, tokens);
    std::int64_t steps = 0, seen = 0, full = 0;
    std::multiset<std::int64_t> all;
    for (std::int64_t epoch = 0; epoch < 2; ++epoch)
        for (double after = 0; after < static_cast<double>(epoch + 1); ++steps) {
            const auto step = sampler.next();
            after = step.epochAfter;
            EXPECT_EQ(step.epoch, epoch);
            EXPECT_LE(step.batches.size(), 2u);
            full += step.batches.size() == 2;
            std::size_t at = 0;
            for (const std::int64_t size : step.batches) {
                std::int64_t sum = 0;
                for (std::int64_t i = 0; i < size; ++i, ++at, ++seen) {
                    sum += tokens[static_cast<std::size_t>(step.samples.at(at))];
                    all.insert(step.samples[at]);
                }
                EXPECT_TRUE(sum <= 40 || size == 1) << sum;
            }
            EXPECT_EQ(at, step.samples.size());
        }
    EXPECT_EQ(seen, 120);
    for (std::int64_t i = 0; i < 60; ++i)
        EXPECT_EQ(all.count(i), 2u);
    EXPECT_GT(full, 10);
    EXPECT_EQ(sampler.stepsIn(2), steps);

    Sampler before(lengths, options, tokens), after(lengths, options, tokens);
    for (int i = 0; i < 5; ++i)
        before.next();
    after.restore(parseJson(before.state().dump(), "state"), "state");
    for (int i = 0; i < 20; ++i) {
        const auto a = before.next(), b = after.next();
        EXPECT_EQ(a.samples, b.samples);
        EXPECT_EQ(a.batches, b.batches);
    }
}

TEST(Sampler, GroupsByLength) {
    Random draw{4};
    std::vector<std::int64_t> tokens;
    for (int i = 0; i < 400; ++i)
        tokens.push_back(draw.between(1, 100));
    const std::vector<std::int64_t> lengths(tokens.size(), 1);
    const auto spread = [&](bool grouped) {
        Sampler sampler(lengths, {3, 4, true, grouped}, tokens);
        std::int64_t sum = 0;
        for (int i = 0; i < 100; ++i) {
            std::set<std::int64_t> own;
            for (const std::int64_t sample : sampler.next().samples)
                own.insert(tokens[static_cast<std::size_t>(sample)]);
            sum += *own.rbegin() - *own.begin();
        }
        return sum / 100;
    };
    EXPECT_GT(spread(false), 40);
    EXPECT_LT(spread(true), 5);
    Sampler sampler(lengths, {3, 4, true, true}, tokens);
    EXPECT_NE(epochOf(sampler), epochOf(sampler));
}

// Steps of an epoch and a half, as each of `worldSize` ranks sees them.
void expectThatRanksShareTheSteps(const Sampler::Options& options, std::int64_t worldSize) {
    std::vector<std::int64_t> lengths(23, 1), tokens;
    for (std::int64_t i = 0; i < 23; ++i)
        tokens.push_back(3 + i * 7 % 11);
    std::vector<Sampler> ranks;
    for (std::int64_t rank = 0; rank < worldSize; ++rank) {
        auto own = options;
        own.rank = rank;
        own.worldSize = worldSize;
        ranks.emplace_back(lengths, own, tokens);
    }
    const std::int64_t inEpoch = ranks[0].stepsIn(1);
    std::multiset<std::int64_t> epoch;
    for (std::int64_t i = 0; i < inEpoch + inEpoch / 2; ++i) {
        std::multiset<std::int64_t> together, step;
        for (auto& rank : ranks) {
            const auto all = rank.next();
            const auto own = rank.share(all);
            EXPECT_EQ(own.batches.empty(), options.tokensPerBatch == 0 || own.samples.empty());
            EXPECT_EQ(own.epoch, all.epoch);
            if (options.tokensPerBatch == 0) EXPECT_LE(std::ssize(own.samples), options.samplesPerStep);
            EXPECT_LE(std::ssize(own.batches), options.batches);
            together.insert(own.samples.begin(), own.samples.end());
            step = {all.samples.begin(), all.samples.end()};
        }
        EXPECT_EQ(together, step) << "step " << i;
        if (i < inEpoch) epoch.merge(together);
    }
    EXPECT_EQ(epoch.size(), 23u);
    EXPECT_EQ(std::set<std::int64_t>(epoch.begin(), epoch.end()).size(), 23u) << "a sample twice in an epoch";
}

TEST(Sampler, RanksShareEachStep) {
    for (const std::int64_t worldSize : {1, 2, 3, 5}) {
        SCOPED_TRACE(worldSize);
        expectThatRanksShareTheSteps({.seed = 4, .samplesPerStep = 2}, worldSize);
        expectThatRanksShareTheSteps({.seed = 4, .samplesPerStep = 3, .groupByLength = true}, worldSize);
        expectThatRanksShareTheSteps({.seed = 4, .tokensPerBatch = 17, .batches = 2}, worldSize);
    }
}

TEST(Sampler, RanksTakeTheStepsOfOneProcessAtTheWholeBatch) {
    const std::vector<std::int64_t> lengths(23, 1);
    Sampler one(lengths, {.seed = 4, .samplesPerStep = 6}),
        two(lengths, {.seed = 4, .samplesPerStep = 3, .worldSize = 2});
    EXPECT_EQ(one.stepsIn(2.5), two.stepsIn(2.5));
    EXPECT_EQ(one.samplesInStep(), two.samplesInStep());
    for (int i = 0; i < 9; ++i)
        EXPECT_EQ(one.next().samples, two.next().samples);
}

}  // namespace
}  // namespace atelier::training
