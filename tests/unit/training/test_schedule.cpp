#include "training/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace atelier::training {
namespace {

TrainOptions with(const std::string& name, std::int64_t warmup, double ratio = 0) {
    TrainOptions options;
    options.schedule = name;
    options.learningRate = 2;
    options.warmupSteps = warmup;
    options.warmupRatio = ratio;
    return options;
}

TEST(Schedule, LinearRisesAndFalls) {
    const Schedule schedule(with("linear", 10), 110);
    EXPECT_DOUBLE_EQ(schedule.at(0), 0);
    EXPECT_DOUBLE_EQ(schedule.at(5), 1);
    EXPECT_DOUBLE_EQ(schedule.at(10), 2);
    EXPECT_DOUBLE_EQ(schedule.at(60), 1);
    EXPECT_DOUBLE_EQ(schedule.at(110), 0);
}

TEST(Schedule, CosineIsHalfAtTheMiddle) {
    const Schedule schedule(with("cosine", 0), 100);
    EXPECT_DOUBLE_EQ(schedule.at(0), 2);
    EXPECT_NEAR(schedule.at(25), 1 + std::cos(M_PI / 4), 1e-12);
    EXPECT_NEAR(schedule.at(50), 1, 1e-12);
    EXPECT_NEAR(schedule.at(100), 0, 1e-12);
}

TEST(Schedule, ConstantKnowsNoWarmup) {
    EXPECT_DOUBLE_EQ(Schedule(with("constant", 10), 100).at(0), 2);
    const Schedule warm(with("constant_with_warmup", 10), 100);
    EXPECT_DOUBLE_EQ(warm.at(4), 0.8);
    EXPECT_DOUBLE_EQ(warm.at(99), 2);
}

TEST(Schedule, StepsComeBeforeTheShareWhichIsRoundedUp) {
    EXPECT_EQ(Schedule(with("linear", 0, 0.1), 95).warmupSteps(), 10);
    EXPECT_EQ(Schedule(with("linear", 3, 0.1), 95).warmupSteps(), 3);
}

}  // namespace
}  // namespace atelier::training
