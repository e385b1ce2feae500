#include "common/file.h"
#include "runs/run_parts.h"
#include "runs/runs.h"
#include "runs/sweep_file.h"
#include "unit/support.h"

namespace atelier::runs::test {
using namespace atelier::test;
namespace {

SweepPlan drafted(SweepPlan::Method method) {
    SweepPlan plan;
    plan.name = "rates";
    plan.recipe = settings::Recipe::parse("model_name_or_path: /m\n", "base.yaml");
    plan.method = method;
    plan.runs = 7;
    plan.seed = 3;
    SweepPlan::Parameter rank, target;
    rank.key = "lora_rank";
    rank.values = {"4", "8"};
    target.key = "lora_target";
    target.values = {"q_proj, v_proj", "all"};
    plan.parameters = {rank, target};
    return plan;
}

SweepPlan again(const SweepPlan& plan) {
    return parseSweep(sweepYaml(plan, "recipe.yaml"), "sweep.yaml", plan.recipe);
}

TEST(SweepWriter, aGridComesBack) {
    auto plan = drafted(SweepPlan::Method::Grid);
    plan.metric = "exact_match";
    plan.higherIsBetter = true;
    const auto read = again(plan);
    EXPECT_EQ(read.name, "rates");
    EXPECT_EQ(read.metric, "exact_match");
    EXPECT_TRUE(read.higherIsBetter);
    EXPECT_EQ(read.seed, 3);
    const auto trials = trialsOf(read);
    ASSERT_EQ(trials.size(), 4u);
    EXPECT_EQ(trials[2].values[0].second, "8");
    EXPECT_EQ(trials[2].values[1].second, "q_proj, v_proj");  // one value, not two
}

TEST(SweepWriter, rangesAndTheBudgetComeBack) {
    auto plan = drafted(SweepPlan::Method::Halving);
    plan.rungSteps = 15;
    plan.rungs = 4;
    plan.eta = 2;
    SweepPlan::Parameter rate;
    rate.key = "learning_rate";
    rate.minimum = 1e-5;
    rate.maximum = 3e-3;
    rate.logarithmic = true;
    plan.parameters.push_back(rate);
    const auto read = again(plan);
    EXPECT_EQ(read.method, SweepPlan::Method::Halving);
    EXPECT_EQ(read.runs, 7);
    EXPECT_EQ(read.stepsOfRung(3), 120);
    ASSERT_EQ(read.parameters.size(), 3u);
    EXPECT_EQ(read.parameters[2].minimum, 1e-5);
    EXPECT_EQ(read.parameters[2].maximum, 3e-3);
    EXPECT_TRUE(read.parameters[2].logarithmic);
    EXPECT_EQ(trialsOf(read).size(), 7u);
}

class SweepWriterFolder : public Folder {};

TEST_F(SweepWriterFolder, theFilesAreThereToBeLoaded) {
    const auto file = writeSweepFile(drafted(SweepPlan::Method::Random), folder / "sweeps" / "rates");
    const auto read = loadSweep(file);
    EXPECT_EQ(read.name, "rates");
    EXPECT_EQ(trialsOf(read).size(), 7u);
    EXPECT_EQ(std::get<std::string>(read.recipe.find("model_name_or_path")->value), "/m");
}

TEST_F(SweepWriterFolder, partsAreListedAsRuns) {
    const auto run = folder / "runs" / "folds";
    write(run / "recipe.yaml", "model_name_or_path: /m\n");
    RunInfo whole;
    whole.name = "folds";
    whole.folder = run;
    EXPECT_TRUE(listParts(whole).empty());
    writeParts(run, {RunParts::Kind::Folds, {"fold-1", "fold-2"}, {"fold 1 of 2", "fold 2 of 2"}});
    write(run / "fold-1" / "recipe.yaml", "model_name_or_path: /m\n");
    write(run / "fold-1" / "trainer_log.jsonl", "{\"current_steps\": 5, \"total_steps\": 9, \"eval_loss\": 0.5}\n");
    const auto parts = listParts(whole);  // the second has not begun
    ASSERT_EQ(parts.size(), 1u);
    EXPECT_EQ(parts[0].name, "folds/fold-1");
    EXPECT_EQ(parts[0].steps, 5);
    EXPECT_EQ(parts[0].evalLoss, 0.5);
}

}  // namespace
}  // namespace atelier::runs::test
