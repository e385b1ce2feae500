#include "common/error.h"
#include "settings/option.h"
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

TEST(Schedule, EachNameHasItsSchedule) {
    auto options = with("linear", 5);
    for (const auto& name : settings::findOption("lr_scheduler_type")->choices) {
        options.schedule = name;
        options.optimization.scheduleArguments = name == "cosine_with_min_lr" ? "{\"min_lr\": 0.1}" : "{}";
        const Schedule schedule(options, 50);
        EXPECT_GT(schedule.at(20), 0) << name;
        EXPECT_EQ(schedule.needsEvaluation(), name == "reduce_lr_on_plateau") << name;
    }
}

TEST(Schedule, RefusesDetailsThatDoNotFit) {
    const auto fault = [](const std::string& name, const std::string& details) -> std::string {
        auto options = with(name, 5);
        options.optimization.scheduleArguments = details;
        try {
            Schedule(options, 50);
        } catch (const Error& error) {
            EXPECT_EQ(error.where().substr(0, 19), "lr_scheduler_kwargs") << error.where();
            return error.message() + "; " + error.hint();
        }
        return {};
    };
    EXPECT_EQ(fault("cosine", "{\"num_cycle\": 2}"), "cosine has no \"num_cycle\"; known: num_cycles");
    EXPECT_EQ(fault("linear", "{\"power\": 2}"), "linear has no \"power\"; it has no details: leave them out");
    EXPECT_EQ(fault("cosine", "{\"num_cycles\": \"two\"}"), "\"num_cycles\" must be a number, not \"two\"; ");
    EXPECT_NE(fault("cosine", "[2]"), "");
    EXPECT_NE(fault("cosine", "{"), "");
    EXPECT_NE(fault("cosine_with_min_lr", "{}"), "");
    EXPECT_NE(fault("polynomial", "{\"lr_end\": 3}"), "");
    EXPECT_NE(fault("warmup_stable_decay", "{\"num_decay_steps\": 46}"), "");
    EXPECT_NE(fault("warmup_stable_decay", "{\"decay_type\": \"sudden\"}"), "");
    EXPECT_NE(fault("reduce_lr_on_plateau", "{\"factor\": 1.5}"), "");
    EXPECT_EQ(fault("warmup_stable_decay", "{\"num_decay_steps\": 45, \"min_lr_ratio\": null}"), "");
}

TEST(Schedule, APlateauGoesOnWhereItWas) {
    auto options = with("reduce_lr_on_plateau", 0);
    options.optimization.scheduleArguments = "{\"patience\": 2, \"factor\": 0.5, \"cooldown\": 1}";
    Schedule whole(options, 50);
    const std::vector<double> losses{3, 2, 2.1, 2.2, 2.3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1};
    std::vector<double> rates;
    for (const double loss : losses) {
        whole.evaluated(loss);
        rates.push_back(whole.at(0));
    }
    EXPECT_EQ(rates.front(), 2);
    EXPECT_LT(rates.back(), 0.6);
    for (std::size_t cut = 0; cut < losses.size(); ++cut) {
        Schedule before(options, 50), after(options, 50);
        for (std::size_t i = 0; i < cut; ++i)
            before.evaluated(losses[i]);
        after.restore(parseJson(before.state().dump(), "state"), "state");
        for (std::size_t i = cut; i < losses.size(); ++i) {
            after.evaluated(losses[i]);
            EXPECT_EQ(after.at(0), rates[i]) << "cut before " << cut;
        }
    }
}

}  // namespace
}  // namespace atelier::training
