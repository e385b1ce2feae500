#include "common/error.h"
#include "training/rate_range.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace atelier::training {
namespace {

RateRange searched(const std::function<double(double rate)>& loss, std::int64_t steps = 100) {
    RateRange range({steps, 1e-6, 1});
    while (!range.ended())
        range.add(loss(range.nextRate()));
    return range;
}

TEST(RateRange, RatesRiseByTheSameFactor) {
    const auto range = searched([](double) { return 1.0; }, 13);
    ASSERT_EQ(range.steps(), 13);
    EXPECT_DOUBLE_EQ(range.points().front().rate, 1e-6);
    EXPECT_NEAR(range.points()[6].rate, 1e-3, 1e-12);
    EXPECT_NEAR(range.points().back().rate, 1, 1e-9);
}

TEST(RateRange, FindsTheSteepestFallAndTheLowest) {
    // Falls around 1e-3, rises from 1e-1 on.
    const auto range = searched([](double rate) {
        return 2 - std::tanh(2 * (std::log10(rate) + 3)) + std::max(0.0, 20 * (std::log10(rate) + 1));
    });
    EXPECT_TRUE(range.diverged());
    EXPECT_LT(range.steps(), 100);
    ASSERT_TRUE(range.steepest());
    EXPECT_NEAR(std::log10(*range.steepest()), -3, 0.6);
    ASSERT_TRUE(range.tenthOfLowest());
    EXPECT_NEAR(std::log10(*range.tenthOfLowest()), -2, 0.5);
    EXPECT_LT(*range.steepest(), 10 * *range.tenthOfLowest());
}

TEST(RateRange, ALuckyFirstBatchIsNoMeasure) {
    // Losses differ from batch to batch by a fifth, and the first one is low by chance.
    int step = 0;
    const auto range = searched([&](double rate) {
        const double noise = step == 0 ? -0.5 : 0.4 * std::sin(2.4 * step);
        ++step;
        return 2.1 - 0.5 * std::tanh(2 * (std::log10(rate) + 3)) + std::max(0.0, 20 * (std::log10(rate) + 1)) + noise;
    });
    EXPECT_TRUE(range.diverged());
    EXPECT_GT(range.steps(), 75);
    ASSERT_TRUE(range.steepest());
    EXPECT_NEAR(std::log10(*range.steepest()), -3, 1);
    ASSERT_TRUE(range.tenthOfLowest());
    EXPECT_NEAR(std::log10(*range.tenthOfLowest()), -2, 1);
}

TEST(RateRange, EndsAtALossThatIsNoNumber) {
    for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        const auto range = searched([&](double rate) { return rate < 1e-2 ? 3 + std::log10(1e-6 / rate) : bad; });
        EXPECT_TRUE(range.diverged());
        EXPECT_TRUE(range.steepest());
        EXPECT_LT(*range.tenthOfLowest(), 1e-2);
    }
    const auto atOnce = searched([](double) { return NAN; });
    EXPECT_EQ(atOnce.steps(), 1);
    EXPECT_FALSE(atOnce.steepest());
    EXPECT_FALSE(atOnce.tenthOfLowest());
}

TEST(RateRange, SuggestsNothingWhereNothingFalls) {
    const auto range = searched([](double rate) { return 2 + 0.1 * rate; });
    EXPECT_FALSE(range.steepest());
    EXPECT_FALSE(range.tenthOfLowest());
    EXPECT_FALSE(range.diverged());
}

TEST(RateRange, RefusesRatesThatDoNotRise) {
    EXPECT_THROW(RateRange({100, 1e-3, 1e-3}), Error);
    EXPECT_THROW(RateRange({100, 0, 1}), Error);
    EXPECT_THROW(RateRange({5, 1e-6, 1}), Error);
}

}  // namespace
}  // namespace atelier::training
