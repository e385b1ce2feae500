#include "common/error.h"
#include "common/file.h"
#include "runs/run_folder.h"
#include "unit/support.h"

#include <chrono>
#include <fstream>

namespace atelier::runs::test {
using namespace atelier::test;
namespace {

namespace fs = std::filesystem;

using RunFolderTest = Folder;
using TrainLogTest = Folder;

TEST_F(RunFolderTest, FindsWholeCheckpointsAndSweepsTheRest) {
    const RunFolder run(folder);
    for (const char* name : {"checkpoint-9", "checkpoint-100", "checkpoint-20", "checkpoint-30.tmp-999999999", "other"})
        fs::create_directories(run.checkpoints() / name);
    EXPECT_EQ(run.checkpointSteps(), (std::vector<std::int64_t>{9, 20, 100}));
    run.sweep();
    EXPECT_FALSE(fs::exists(run.checkpoints() / "checkpoint-30.tmp-999999999"));
    run.removeOldCheckpoints(2);
    EXPECT_EQ(run.checkpointSteps(), (std::vector<std::int64_t>{20, 100}));
    run.removeOldCheckpoints(1, 20);
    EXPECT_EQ(run.checkpointSteps(), (std::vector<std::int64_t>{20, 100}));
}

TEST(RunFolderNames, NamesStayInsideTheirFolder) {
    for (const char* name : {"", "..", "a/b", ".hidden", "last"})
        EXPECT_THROW(checkRunName(name), Error) << name;
    EXPECT_NO_THROW(checkRunName("Lauf 1 (grün)"));
}

TEST_F(RunFolderTest, LastIsTheNewest) {
    EXPECT_THROW(findStartedRun(folder, "last"), Error);
    for (const char* name : {"b", "a"}) {
        fs::create_directories(folder / name);
        writeFileAtomically(folder / name / "recipe.yaml", "x: 1\n");
    }
    fs::last_write_time(folder / "b" / "recipe.yaml", fs::file_time_type::clock::now() - std::chrono::hours(1));
    EXPECT_EQ(findStartedRun(folder, "last"), folder / "a");
    EXPECT_EQ(findStartedRun(folder, "b"), folder / "b");
    EXPECT_THROW(findStartedRun(folder, "c"), Error);
}

TEST_F(TrainLogTest, WritesThePeersKeysAndDropsLaterLines) {
    const RunFolder run(folder);
    TrainLog log(run, {20, 5, 10, 5, 8, 2});
    protocol::MetricRecord entry;
    entry.step = 5;
    entry.set("loss", 1.5);
    entry.set("lr", 0.1);
    entry.set("tokens_per_second", 90);
    entry.elapsed = 3725;
    entry.remaining = 59;
    entry.tokens = 100;
    log.add(entry);
    const Json state = log.state(5, 0.5);
    entry.step = 10;
    entry.values.clear();
    entry.when = protocol::TrainingMetric::When::Evaluation;
    entry.set("eval_loss", 1.25);
    entry.set("eval_cer", 0.5);
    entry.set("eval_runtime", 2);
    log.add(entry);
    log.setBest(10, 1.25, true);
    auto lines = TrainLog::lines(run);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0]["elapsed_time"], "1:02:05");
    EXPECT_EQ(lines[0]["remaining_time"], "0:00:59");
    EXPECT_EQ(lines[0]["percentage"], 25.0);
    EXPECT_FALSE(lines[0].contains("eval_loss"));
    EXPECT_FALSE(lines[1].contains("loss"));
    EXPECT_EQ(lines[1]["eval_cer"], 0.5);
    EXPECT_EQ(lines[0]["lr"], 0.1);
    EXPECT_EQ(lines[0]["throughput"], 90.0) << "LLaMA-Factory's key";
    EXPECT_FALSE(lines[1].contains("eval_runtime"));
    const Json history = log.state(10, 1)["log_history"];
    EXPECT_EQ(history[0]["learning_rate"], 0.1) << "transformers' key";
    EXPECT_FALSE(history[0].contains("throughput") || history[0].contains("lr"));
    EXPECT_EQ(history[1]["eval_runtime"], 2.0);
    EXPECT_EQ(log.state(10, 1)["best_metric"], 1.25);
    EXPECT_EQ(log.state(10, 1)["best_global_step"], 10);
    EXPECT_EQ(log.state(10, 1)["best_model_checkpoint"], "checkpoints/checkpoint-10");
    EXPECT_EQ(log.evalLossAt(10), 1.25);
    EXPECT_EQ(log.evalLossAt(5), std::nullopt);
    EXPECT_EQ(log.state(10, 1)["log_history"].size(), 2u);

    std::ofstream(run.log(), std::ios::app) << "{\"torn";
    TrainLog later(run, {20, 5, 10, 5, 8, 2});
    later.resume(state, 5);
    lines = TrainLog::lines(run);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0]["current_steps"], 5);
    EXPECT_EQ(later.state(5, 0.5), state);
}

}  // namespace
}  // namespace atelier::runs::test
