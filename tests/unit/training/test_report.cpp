#include "common/file.h"
#include "training/event_file.h"
#include "unit/training/support.h"

namespace atelier::training::test {
namespace {

namespace fs = std::filesystem;

TEST(Report, ChecksumIsCastagnolis) {
    EXPECT_EQ(crc32c("123456789"), 0xE3069283u);  // the check value that the CRC catalogues give
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);
}

TEST(Report, FollowsTheLogAndIsMadeAnew) {
    TemporaryFolder folder;
    const RunFolder run(folder.path);
    TrainOptions options;
    options.reportTo = {"csv", "mlflow", "tensorboard", "none"};
    const auto line = [](std::int64_t step, const char* name, double value) {
        return Json{
            {"current_steps", step}, {"total_steps", 9}, {name, value}, {"epoch", 0.5}, {"elapsed_time", "0:00:01"}};
    };
    runs::appendLine(run.log(), line(1, "loss", 2.5).dump());
    for (int made = 0; made < 2; ++made) {
        const auto reports = makeReports(options, run, {{"seed", "7"}});
        ASSERT_EQ(reports.size(), 3u);
        for (const auto& report : reports)
            report->add(line(2, "eval_loss", 1.5));
    }
    EXPECT_EQ(readFile(run.path() / "trainer_log.csv"), "step,epoch,loss,eval_loss\n1.0,0.5,2.5,\n2.0,0.5,,1.5\n");
    int runs = 0;
    for (const auto& entry : fs::directory_iterator(run.path() / "mlruns" / "0")) {
        if (!entry.is_directory()) continue;
        ++runs;
        EXPECT_EQ(readFile(entry.path() / "params" / "seed"), "7");
        const auto metric = readFile(entry.path() / "metrics" / "eval_loss");
        EXPECT_TRUE(metric.ends_with(" 1.5 2\n")) << metric;
        EXPECT_EQ(std::count(metric.begin(), metric.end(), '\n'), 1);
        EXPECT_FALSE(fs::exists(entry.path() / "metrics" / "total_steps"));
    }
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(std::distance(fs::directory_iterator(run.path() / "tensorboard"), fs::directory_iterator()), 1);
    EXPECT_TRUE(makeReports({}, run, {}).empty());
}

}  // namespace
}  // namespace atelier::training::test
