#include "common/error.h"
#include "common/file.h"
#include "runs/recipe_paths.h"
#include "runs/run_folder.h"
#include "runs/runs.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <unistd.h>

using namespace atelier;
using namespace atelier::runs;
namespace fs = std::filesystem;

namespace {

class Runs : public testing::Test {
protected:
    void SetUp() override {
        project = fs::temp_directory_path() / ("atelier-runs-" + std::to_string(::getpid()));
        fs::create_directories(project);
    }
    void TearDown() override { fs::remove_all(project); }

    void write(const fs::path& file, const std::string& text) {
        fs::create_directories(file.parent_path());
        writeFileAtomically(file, text);
    }
    void addRun(const std::string& name, const std::string& result = {}, int minutesAgo = 0) {
        const fs::path run = project / "runs" / name;
        write(run / "recipe.yaml", "seed: 1\n");
        if (result.empty()) return;
        write(run / result, "{}");
        fs::last_write_time(run / result, fs::file_time_type::clock::now() - std::chrono::minutes(minutesAgo));
    }
    std::string messageFor(const std::string& name) {
        try {
            findRun(project, name);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    }
    fs::path project;
};

}  // namespace

TEST_F(Runs, lastIsTheNewestResult) {
    addRun("a", "adapter/adapter_config.json", 5);
    addRun("b", "model/config.json", 1);
    addRun("c", "adapter/adapter_config.json", 9);
    addRun("unfinished");
    EXPECT_EQ(findRun(project, "last"), project / "runs" / "b");
    EXPECT_EQ(findRun(project, "c"), project / "runs" / "c");
}

TEST_F(Runs, saysWhatThereIs) {
    EXPECT_NE(messageFor("last").find("no finished run"), std::string::npos);
    addRun("a", "adapter/adapter_config.json");
    addRun("unfinished");
    EXPECT_NE(messageFor("b").find("a, unfinished"), std::string::npos);
    EXPECT_NE(messageFor("unfinished").find("--resume"), std::string::npos);
    EXPECT_NE(messageFor("../runs/a").find("no name"), std::string::npos);
}

TEST_F(Runs, recipePathsAreTakenFromBesideTheRecipe) {
    write(project / "recipes" / "r.yaml", "model_name_or_path: ../m\nadapter_name_or_path: nowhere\n");
    write(project / "m" / "config.json", "{}");
    auto recipe = settings::Recipe::load(project / "recipes" / "r.yaml");
    resolvePaths(recipe, project / "recipes" / "r.yaml");
    EXPECT_EQ(std::get<std::string>(recipe.find("model_name_or_path")->value), fs::canonical(project / "m").string());
    EXPECT_EQ(std::get<std::string>(recipe.find("adapter_name_or_path")->value), "nowhere");
}

namespace {

constexpr const char* kTrained =
    R"({"current_steps":%,"total_steps":20,"loss":0.5,"lr":1e-4,"grad_norm":2.5,"epoch":1.5,"elapsed_time":"0:00:01","throughput":99.5,"total_tokens":7,"memory":1.25})";

std::string logLine(int step) {
    std::string text = kTrained;
    return text.replace(text.find('%'), 1, std::to_string(step)) + "\n";
}

}  // namespace

TEST_F(Runs, listTellsWhatTheFilesSay) {
    EXPECT_TRUE(listRuns(project).empty());
    const fs::path runs = project / "runs";
    addRun("fresh");
    addRun("whole", "adapter/adapter_config.json");
    write(runs / "whole" / "trainer_log.jsonl",
          logLine(10) + logLine(20) +
              R"({"current_steps":20,"total_steps":20,"eval_loss":0.25,"epoch":2})"
              "\n");
    write(runs / "whole" / "comparison.json", "{}");
    addRun("resumed", "model/config.json");  // trained on after it was complete
    write(runs / "resumed" / "trainer_log.jsonl", logLine(12) + "{\"current_steps\":1");  // torn
    fs::create_directories(runs / "resumed" / "checkpoints" / "checkpoint-15");
    addRun("broken");
    write(runs / "broken" / "trainer_log.jsonl", "{]\n" + logLine(3));
    addRun("busy");
    write(runs / "no run" / "readme.txt", "");
    std::map<std::string, RunInfo> found;
    {
        const RunFolder folder(runs / "busy");
        const RunLock lock(folder);
        EXPECT_THROW(RunLock{folder}, Error);
        for (const auto& info : listRuns(project))
            found[info.name] = info;
    }
    using State = RunInfo::State;
    ASSERT_EQ(found.size(), 5u);
    EXPECT_EQ(found["busy"].state, State::Running);
    EXPECT_FALSE(found["busy"].ended);
    EXPECT_FALSE(RunFolder(runs / "busy").running());

    const auto& whole = found["whole"];
    EXPECT_EQ(whole.state, State::Complete);
    EXPECT_EQ(whole.steps, 20);
    EXPECT_EQ(whole.total, 20);
    EXPECT_EQ(whole.loss, 0.5);
    EXPECT_EQ(whole.evalLoss, 0.25);
    EXPECT_TRUE(whole.hasAdapter && whole.hasComparison && !whole.hasModel && !whole.resumable);
    EXPECT_TRUE(whole.started && whole.ended);
    EXPECT_EQ(whole.problem, "");
    EXPECT_EQ(whole.recipe, runs / "whole" / "recipe.yaml");

    const auto& resumed = found["resumed"];
    EXPECT_EQ(resumed.state, State::Stopped);
    EXPECT_EQ(resumed.steps, 15);
    EXPECT_TRUE(resumed.hasModel && resumed.resumable);
    EXPECT_EQ(resumed.problem, "");

    EXPECT_EQ(found["fresh"].state, State::Stopped);
    EXPECT_FALSE(found["fresh"].loss);
    EXPECT_NE(found["broken"].problem.find("trainer_log.jsonl"), std::string::npos) << found["broken"].problem;
}

TEST_F(Runs, listIsNewestFirst) {
    for (const auto& [name, minutes] : std::vector<std::pair<std::string, int>>{{"b", 5}, {"a", 9}, {"c", 1}}) {
        addRun(name);
        fs::last_write_time(project / "runs" / name / "recipe.yaml",
                            fs::file_time_type::clock::now() - std::chrono::minutes(minutes));
    }
    std::string order;
    for (const auto& run : listRuns(project))
        order += run.name;
    EXPECT_EQ(order, "cba");
}

TEST_F(Runs, aLongLogIsReadFromItsEnd) {
    addRun("long");
    std::string text;
    for (int step = 1; step <= 5000; ++step)
        text += logLine(step);
    write(project / "runs" / "long" / "trainer_log.jsonl", text);
    const auto runs = listRuns(project);
    EXPECT_EQ(runs.at(0).steps, 5000);
    EXPECT_EQ(runs.at(0).problem, "");
    EXPECT_EQ(readTrainLog(runs[0].folder).size(), 5000u);
}

TEST_F(Runs, logOfARun) {
    const fs::path run = project / "runs" / "r";
    EXPECT_TRUE(readTrainLog(run).empty());
    write(run / "trainer_log.jsonl", logLine(10) +
                                         R"({"current_steps":10,"eval_loss":0.25})"
                                         "\n" +
                                         R"({"current_st)");
    const auto points = readTrainLog(run);
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].step, 10);
    EXPECT_EQ(points[0].total, 20);
    EXPECT_EQ(points[0].values,
              (std::map<std::string, double>{
                  {"loss", 0.5}, {"lr", 1e-4}, {"grad_norm", 2.5}, {"tokens_per_second", 99.5}, {"memory", 1.25}}));
    EXPECT_EQ(points[0].value("loss"), 0.5);
    EXPECT_FALSE(points[0].value("eval_loss"));
    EXPECT_EQ(points[0].tokens, 7);
    EXPECT_EQ(points[0].epoch, 1.5);
    EXPECT_EQ(points[1].values, (std::map<std::string, double>{{"eval_loss", 0.25}}));

    write(run / "trainer_log.jsonl", logLine(10) + "{\"current_steps\":\"x\"}\n");
    try {
        readTrainLog(run);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("trainer_log.jsonl:2"), std::string::npos) << error.what();
    }

    EXPECT_TRUE(readSampleAnswers(run).empty());
    write(run / "sample_answers.jsonl", R"({"step":4,"sample":"s1","prompt":"p","reference":"r","answer":"a"})"
                                        "\n"
                                        R"({"step":)");
    const auto answers = readSampleAnswers(run);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].step, 4);
    EXPECT_EQ(answers[0].answer, "a");
}
