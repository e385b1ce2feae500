#include "protocol/sweep_state.h"
#include "runs/removal.h"
#include "runs/run_folder.h"
#include "runs/sweep_file.h"
#include "runs/sweeps.h"
#include "unit/support.h"

#include <cmath>
#include <set>
#include <sys/resource.h>

namespace atelier::runs::test {
using namespace atelier::test;
namespace {

SweepPlan plan(const std::string& yaml, const std::string& recipe = "model_name_or_path: /m\n") {
    return parseSweep(yaml, "rates.yaml", settings::Recipe::parse(recipe, "base.yaml"));
}

std::string fault(const std::string& yaml, const std::string& recipe = "model_name_or_path: /m\n") {
    return errorOf([&] { trialsOf(plan(yaml, recipe)); });
}

TEST(SweepFile, aGridHasEveryCombination) {
    const auto trials = trialsOf(plan("parameters:\n  lora_rank: [4, 8, 16]\n  learning_rate: [1.0e-4, 0.001]\n"));
    ASSERT_EQ(trials.size(), 6u);
    EXPECT_EQ(trials[0].run, "rates-001");
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& trial : trials)
        seen.emplace(trial.values[0].second, trial.values[1].second);
    EXPECT_EQ(seen.size(), 6u);
    const auto recipe = recipeOf(plan("parameters:\n  lora_rank: [4, 8]\n"), {"t", {{"lora_rank", "8"}}});
    EXPECT_EQ(std::get<std::int64_t>(recipe.find("lora_rank")->value), 8);
    EXPECT_EQ(std::get<std::string>(recipe.find("eval_strategy")->value), "epoch");  // eval_loss needs it
}

TEST(SweepFile, drawsAreInTheirRangeAndTheSameAgain) {
    const std::string yaml =
        "method: random\nruns: 40\nseed: 3\nparameters:\n  learning_rate: {min: 1.0e-6, max: 1.0e-2, log: true}\n"
        "  lora_rank: {min: 2, max: 5}\n  lora_dropout: [0, 0.1]\n";
    const auto trials = trialsOf(plan(yaml));
    ASSERT_EQ(trials.size(), 40u);
    std::set<std::string> ranks;
    int small = 0;
    for (const auto& trial : trials) {
        const double rate = std::stod(trial.values[0].second);
        EXPECT_GE(rate, 1e-6);
        EXPECT_LE(rate, 1e-2);
        small += rate < 1e-4;
        ranks.insert(trial.values[1].second);
        EXPECT_NO_THROW(recipeOf(plan(yaml), trial));
    }
    EXPECT_EQ(ranks, (std::set<std::string>{"2", "3", "4", "5"}));
    EXPECT_GT(small, 10);  // half of them, where the range is logarithmic
    EXPECT_LT(small, 30);
    EXPECT_EQ(trialsOf(plan(yaml))[7].values, trials[7].values);
    auto more = plan(yaml);
    more.runs = 41;
    EXPECT_EQ(trialsOf(more)[7].values, trials[7].values);
}

TEST(SweepFile, halvingHasRungs) {
    const auto halving =
        plan("method: halving\nruns: 9\nbudget: {steps: 20, rungs: 3, eta: 3}\nparameters:\n  lora_rank: [4, 8]\n");
    EXPECT_EQ(halving.stepsOfRung(0), 20);
    EXPECT_EQ(halving.stepsOfRung(2), 180);
    EXPECT_EQ(halving.survivors(9), 3u);
    EXPECT_EQ(halving.survivors(2), 1u);
    const auto recipe = recipeOf(halving, trialsOf(halving)[0]);
    EXPECT_EQ(std::get<std::int64_t>(recipe.find("max_steps")->value), 180);
    EXPECT_EQ(std::get<std::int64_t>(recipe.find("eval_steps")->value), 20);
}

TEST(SweepFile, mistakesAreNamed) {
    const auto says = [](const std::string& message, const std::string& part) {
        EXPECT_NE(message.find(part), std::string::npos) << message;
    };
    const std::string good = "parameters:\n  lora_rank: [4]\n";
    EXPECT_EQ(fault(good), "");
    says(fault("metod: grid\n" + good), "did you mean \"method\"");
    says(fault("parameters: {}\n"), "parameters");
    says(fault("parameters:\n  lora_rnak: [4]\n"), "lora_rank");
    says(fault("parameters:\n  lora_rank: [4, many]\n"), "rates.yaml:2");
    says(fault("parameters:\n  lora_rank: [4, 99999]\n"), "4096");
    says(fault("method: random\nparameters:\n  lora_rank: {min: 8, max: 4}\n"), "empty");
    says(fault("method: random\nparameters:\n  learning_rate: {min: 0, max: 1, log: true}\n"), "0 < min");
    says(fault("method: random\nparameters:\n  optim: {min: 0, max: 1}\n"), "no number");
    says(fault("parameters:\n  lora_rank: {min: 1, max: 4}\n"), "grid");
    says(fault("metric: beauty\n" + good), "eval_loss");
    says(fault("method: halving\n" + good), "budget");
    says(fault("method: halving\nmetric: cer\nbudget: {steps: 2}\n" + good), "eval_loss");
    says(fault("budget: {steps: 2}\n" + good), "only halving");
    says(fault(good, "cross_validation_folds: 3\n"), "single trainings");
}

TEST(Sweeps, theStateComesBack) {
    protocol::SweepState state;
    state.name = "rates";
    state.method = "halving";
    state.metric = "eval_loss";
    using Trial = protocol::SweepState::Trial;
    state.trials = {Trial{"rates-001", {{"lora_rank", "4"}}, Trial::State::Dropped, 20, {0.5}, ""},
                    Trial{"rates-002", {{"lora_rank", "8"}}, Trial::State::Done, 60, {0.6, 0.55}, ""},
                    Trial{"rates-003", {{"lora_rank", "9"}}, Trial::State::Failed, 3, {}, "no memory"},
                    Trial{"rates-004", {{"lora_rank", "2"}}, Trial::State::Waiting, 0, {}, ""}};
    // Further on is better than a lower figure at an earlier rung.
    EXPECT_EQ(protocol::bestTrial(state), std::size_t(1));
    state.best = 1;
    const auto again = protocol::fromJson<protocol::SweepState>(toJson(state), "here");
    EXPECT_EQ(toJson(again), toJson(state));
    EXPECT_EQ(again.best, std::size_t(1));
    state.higherIsBetter = true;
    state.trials[0].rungs = {0.5, 0.7};
    EXPECT_EQ(protocol::bestTrial(state), std::size_t(0));
    EXPECT_NE(errorOf([] { protocol::fromJson<protocol::SweepState>(Json{{"name", "x"}}, "here"); }).find("here"),
              std::string::npos);
}

class SweepFolder : public Folder {};

TEST_F(SweepFolder, areListed) {
    protocol::SweepState state;
    state.name = "one";
    std::filesystem::create_directories(sweepFolder(folder, "one"));
    writeSweep(folder, state);
    write(sweepFolder(folder, "broken") / "state.json", "{");
    const auto all = listSweeps(folder);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].name, "one");
    EXPECT_NE(errorOf([&] { readSweep(folder, "none"); }).find("none"), std::string::npos);
    EXPECT_NE(errorOf([&] { sweepFolder(folder, "../out"); }), "");
}

// A sweep goes with its runs or without; nothing goes while any part of it is trained.
TEST_F(SweepFolder, onlySweepsThatRestAreDeleted) {
    const auto keep = [&](const char* name) {
        protocol::SweepState state;
        state.name = name;
        for (const char* number : {"-001", "-002", "-003"})
            state.trials.push_back(
                {std::string(name) + number, {}, protocol::SweepState::Trial::State::Done, 2, {0.5}, ""});
        std::filesystem::create_directories(sweepFolder(folder, name));
        writeSweep(folder, state);
        for (const char* number : {"-001", "-002"})  // the third was deleted by hand
            write(folder / "runs" / (std::string(name) + number) / "recipe.yaml", "seed: 1\n");
    };
    keep("one");
    keep("two");
    const auto there = [&](const char* what) { return std::filesystem::exists(folder / what); };
    for (const char* busy : {"sweeps/one", "runs/one-002"}) {
        const RunLock lock{RunFolder(folder / busy)};
        EXPECT_NE(errorOf([&] { deleteSweep(folder, "one", true); }).find("being trained"), std::string::npos);
        EXPECT_TRUE(there("runs/one-001") && there("runs/one-002") && there("sweeps/one/state.json"));
    }
    for (const char* name : {"../sweeps", "..", "none", ""})
        EXPECT_NE(errorOf([&] { deleteSweep(folder, name, true); }), "") << name;
    EXPECT_EQ(freeSweep(folder, "one", false), (std::vector{folder / "sweeps/one"}));
    EXPECT_EQ(freeSweep(folder, "one", true),
              (std::vector{folder / "runs/one-001", folder / "runs/one-002", folder / "sweeps/one"}));
    deleteSweep(folder, "one", true);
    EXPECT_FALSE(there("runs/one-001") || there("runs/one-002") || there("sweeps/one"));
    deleteSweep(folder, "two", false);
    EXPECT_TRUE(there("runs/two-001") && !there("sweeps/two"));
}

TEST_F(SweepFolder, aLargeOneIsDeletedWithFewOpenFiles) {
    protocol::SweepState state;
    state.name = "many";
    for (int i = 0; i < 200; ++i) {
        state.trials.push_back(
            {"many-" + std::to_string(i), {}, protocol::SweepState::Trial::State::Done, 2, {0.5}, ""});
        write(folder / "runs" / state.trials.back().run / "recipe.yaml", "seed: 1\n");
    }
    std::filesystem::create_directories(sweepFolder(folder, "many"));
    writeSweep(folder, state);
    rlimit usual{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &usual), 0);
    const rlimit few{64, usual.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    EXPECT_EQ(errorOf([&] { deleteSweep(folder, "many", true); }), "");
    setrlimit(RLIMIT_NOFILE, &usual);
    EXPECT_TRUE(std::filesystem::is_empty(folder / "runs"));
}

}  // namespace
}  // namespace atelier::runs::test
