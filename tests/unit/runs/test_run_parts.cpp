#include "runs/cross_validation.h"
#include "runs/origin.h"
#include "runs/removal.h"
#include "runs/run_folder.h"
#include "runs/run_notes.h"
#include "runs/run_parts.h"
#include "runs/runs.h"
#include "unit/support.h"

#include <cmath>

namespace atelier::runs::test {
using namespace atelier::test;
namespace {

namespace fs = std::filesystem;

class RunsOfRuns : public Folder {
protected:
    fs::path addRun(const std::string& name, const std::string& recipe = "seed: 1\n") {
        const fs::path run = folder / "runs" / name;
        write(run / "recipe.yaml", recipe);
        return run;
    }
    void addLog(const fs::path& run, int steps, double loss) {
        std::string text;
        for (int i = 1; i <= steps; ++i)
            text += Json{{"current_steps", i}, {"total_steps", steps}, {"loss", loss}}.dump() + "\n";
        write(run / "trainer_log.jsonl", text);
    }
};

TEST_F(RunsOfRuns, stagesAreOneRun) {
    const auto run = addRun("two");
    writeParts(run, {RunParts::Kind::Stages, {"stage-1", "stage-2"}, {"stage 1 of 2: a", "stage 2 of 2: b"}});
    addRun("two/stage-1");
    addLog(run / "stage-1", 3, 2);
    write(run / "stage-1/model/config.json", "{}");
    ASSERT_EQ(listRuns(folder).size(), 1u);
    EXPECT_EQ(listRuns(folder)[0].state, RunInfo::State::Stopped);
    EXPECT_FALSE(listRuns(folder)[0].hasModel);  // the first stage's is not the run's result
    EXPECT_NE(errorOf([&] { findRun(folder, "two"); }), "");

    addRun("two/stage-2", "model_name_or_path: " + (run / "stage-1/model").string() + "\n");
    addLog(run / "stage-2", 4, 1);
    write(run / "stage-2/adapter/adapter_config.json", "{}");
    const auto info = listRuns(folder)[0];
    EXPECT_EQ(info.state, RunInfo::State::Complete);
    EXPECT_TRUE(info.hasAdapter);
    EXPECT_EQ(info.result, run / "stage-2");
    EXPECT_EQ(info.base, run / "stage-1/model");
    EXPECT_EQ(info.steps, 7);
    EXPECT_EQ(info.loss, 1);
    EXPECT_EQ(info.parts.size(), 2u);
    EXPECT_EQ(findRun(folder, "last"), run);
    EXPECT_EQ(resultFolder(run), run / "stage-2");
    std::vector<std::int64_t> steps;
    for (const auto& point : readTrainLog(run))
        steps.push_back(point.step);
    EXPECT_EQ(steps, (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7}));
}

TEST_F(RunsOfRuns, aPartCannotLeadOut) {
    const auto run = addRun("bad");
    write(run / "parts.json", R"({"kind": "folds", "folders": ["../other"], "titles": ["x"]})");
    EXPECT_NE(errorOf([&] { readParts(run); }), "");
    EXPECT_FALSE(listRuns(folder)[0].problem.empty());
}

TEST_F(RunsOfRuns, curvesOfPartsGoOn) {
    std::vector<std::int64_t> steps;
    const protocol::EventSink sink = shifted(
        [&](const protocol::Event& event) {
            if (const auto* one = std::get_if<protocol::Metrics>(&event)) steps.push_back(one->step);
            if (const auto* one = std::get_if<protocol::Progress>(&event)) steps.push_back(one->done);
        },
        10);
    sink(protocol::Metrics{3, {}});
    sink(protocol::Progress{3, 5, -1});
    EXPECT_EQ(steps, (std::vector<std::int64_t>{13, 3}));
}

TEST_F(RunsOfRuns, notesComeBack) {
    const auto run = addRun("a");
    writeNotes(run, {{"good", "small"}, "a note"});
    const auto info = listRuns(folder)[0];
    EXPECT_EQ(info.tags, (std::vector<std::string>{"good", "small"}));
    EXPECT_EQ(info.note, "a note");
}

TEST_F(RunsOfRuns, differencesOfSettingsOnly) {
    const auto first = settings::Recipe::parse("lora_rank: 4\nseed: 42\nmine: 1\n", "a");
    const auto second = settings::Recipe::parse("lora_rank: 8\nlearning_rate: 5.0e-5\nmine: 2\n", "b");
    const auto all = differences(first, second);
    EXPECT_EQ(all, (std::vector<SettingDifference>{{"lora_rank", "4", "8"}, {"mine", "1", "2"}}));
}

TEST_F(RunsOfRuns, onlyRunsThatRestAreDeleted) {
    const auto run = addRun("a");
    addRun("b");
    const fs::path outside = folder / "outside";
    write(outside / "recipe.yaml", "seed: 1\n");
    fs::create_directory_symlink(outside, folder / "runs/link");
    {
        const RunLock lock{RunFolder(run)};
        EXPECT_NE(errorOf([&] { deleteRun(folder, "a"); }).find("being trained"), std::string::npos);
    }
    writeParts(run, {RunParts::Kind::Folds, {"fold-1"}, {"fold 1 of 1"}});
    addRun("a/fold-1");
    {
        const RunLock lock{RunFolder(run / "fold-1")};
        EXPECT_NE(errorOf([&] { deleteRun(folder, "a"); }).find("being trained"), std::string::npos);
    }
    for (const char* name : {"../outside", "..", "last", "none", "link"})
        EXPECT_NE(errorOf([&] { deleteRun(folder, name); }), "") << name;
    deleteRun(folder, "a");
    EXPECT_FALSE(fs::exists(run));
    EXPECT_TRUE(fs::exists(folder / "runs/b/recipe.yaml"));
    EXPECT_TRUE(fs::exists(outside / "recipe.yaml"));
}

TEST_F(RunsOfRuns, aBranchSaysWhereItStarts) {
    const auto run = addRun("first", "model_name_or_path: /base\n");
    auto recipe = settings::Recipe::parse("model_name_or_path: /other\n", "r");
    EXPECT_NE(errorOf([&] { branchFrom(folder, "first", false, recipe); }).find("no result"), std::string::npos);
    write(run / "adapter/adapter_config.json", "{}");
    write(run / "checkpoints/checkpoint-4/adapter/adapter_config.json", "{}");
    EXPECT_EQ(branchFrom(folder, "first", false, recipe).text(), "first");
    EXPECT_EQ(std::get<std::string>(recipe.find("adapter_name_or_path")->value), (run / "adapter").string());
    EXPECT_EQ(std::get<std::string>(recipe.find("model_name_or_path")->value), "/base");
    EXPECT_NE(errorOf([&] { branchFrom(folder, "first", false, recipe); }).find("adapter already"), std::string::npos);

    recipe = {};
    const auto origin = branchFrom(folder, "first@checkpoint-4", true, recipe);
    EXPECT_EQ(origin.values, run / "checkpoints/checkpoint-4");
    EXPECT_FALSE(recipe.find("adapter_name_or_path"));
    writeOrigin(run, origin);
    EXPECT_EQ(readOrigin(run)->text(), "first@checkpoint-4");
    EXPECT_TRUE(readOrigin(run)->optimizer);
    EXPECT_EQ(readOrigin(run)->values, origin.values);
    EXPECT_NE(errorOf([&] { branchFrom(folder, "first@checkpoint-5", false, recipe); }).find("steps 4"),
              std::string::npos);
}

TEST(CrossValidation, meanAndDeviation) {
    const auto summary =
        summarised({{{"cer", 0.2}, {"odd", 1}}, {{"cer", 0.4}}, {{"cer", 0.6}, {"odd", 2}}}, {3, 4, 5});
    ASSERT_EQ(summary.figures.size(), 1u);
    EXPECT_EQ(summary.figures[0].name, "cer");
    EXPECT_NEAR(summary.figures[0].mean, 0.4, 1e-12);
    EXPECT_NEAR(summary.figures[0].deviation, 0.2, 1e-12);
}

}  // namespace
}  // namespace atelier::runs::test
