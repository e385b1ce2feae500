#include "runs/waiting_runs.h"
#include "unit/support.h"

namespace atelier::runs::test {
using namespace atelier::test;
namespace {

class WaitingRuns : public Folder {};

protocol::TrainRequest waiting(const std::filesystem::path& project, const char* run) {
    protocol::TrainRequest request;
    request.recipe = settings::Recipe::parse("lora_rank: 4\nmine: 1\n", "r");
    request.project = project;
    request.run = run;
    return request;
}

TEST_F(WaitingRuns, comeBackInTheirOrderWhereverTheProjectIs) {
    EXPECT_TRUE(readWaitingRuns(folder).empty());
    auto branch = waiting("/elsewhere", "b");
    branch.from = "old@checkpoint-4";
    branch.withOptimizer = true;
    protocol::TrainRequest on;
    on.run = "c";
    on.project = "/elsewhere";
    on.resume = true;
    writeWaitingRuns(folder, {waiting("/elsewhere", "a"), branch, on});
    // One that has begun since does not wait; one that goes on with its run has one.
    write(folder / "runs/a/recipe.yaml", "seed: 1\n");
    write(folder / "runs/c/recipe.yaml", "seed: 1\n");
    const auto runs = readWaitingRuns(folder);
    ASSERT_EQ(runs.size(), 2u);
    EXPECT_EQ(runs[0].run, "b");
    EXPECT_EQ(runs[0].project, folder);
    EXPECT_EQ(runs[0].from, "old@checkpoint-4");
    EXPECT_TRUE(runs[0].withOptimizer);
    EXPECT_EQ(runs[0].recipe, branch.recipe);
    EXPECT_TRUE(runs[1].run == "c" && runs[1].resume);
    writeWaitingRuns(folder, {});
    EXPECT_FALSE(std::filesystem::exists(folder / "waiting_runs.json"));
    writeWaitingRuns(folder, {});
}

TEST_F(WaitingRuns, whatIsDamagedIsNamed) {
    writeWaitingRuns(folder, {waiting(folder, "a")});
    const std::string good = readFile(folder / "waiting_runs.json");
    const auto broken = [&](const std::string& text) {
        write(folder / "waiting_runs.json", text);
        return errorOf([&] { readWaitingRuns(folder); });
    };
    std::string out = good;
    out.replace(out.find("\"a\""), 3, "\"../a\"");
    for (const auto& text : {std::string("["), std::string("{}"), std::string("[1]"), good.substr(0, good.size() / 2),
                             std::string(R"([{"job": "model_info", "model": "/m"}])"), out})
        EXPECT_NE(broken(text), "") << text;
    for (const auto& text : {std::string("["), out})
        EXPECT_NE(broken(text).find("waiting_runs.json"), std::string::npos) << text;
    EXPECT_EQ(broken(good), "");
}

}  // namespace
}  // namespace atelier::runs::test
