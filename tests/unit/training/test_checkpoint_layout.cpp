#include "common/error.h"
#include "common/file.h"
#include "unit/training/support.h"

namespace atelier::training::test {
namespace {

namespace fs = std::filesystem;

TrainOptions options() {
    auto options = quickOptions();
    options.maxSteps = 12;
    options.saveSteps = 5;
    options.loggingSteps = 3;
    options.evalStrategy = "steps";
    options.evalSteps = 4;
    options.loadBest = true;
    options.earlyStoppingSteps = 3;
    options.schedule = "reduce_lr_on_plateau";
    options.optimization.scheduleArguments = "{\"patience\": 0, \"factor\": 0.5}";
    options.optimization.emaDecay = 0.9;
    return options;
}

// progress.json as versions before the components wrote it: all states side by side.
void writeInOldLayout(const fs::path& file) {
    Json progress = readJson(file);
    const Json states = progress.at("components");
    progress.erase("components");
    for (const char* name : {"best", "diagnosis", "loss_scale", "curriculum"})
        progress[name] = states.at(name);
    for (const char* name : {"losses", "skipped_steps", "learning_rate"})
        progress.update(states.at(name));
    const std::set<std::string> known{"step",
                                      "planned_steps",
                                      "epoch",
                                      "tokens",
                                      "elapsed",
                                      "loss_since_log",
                                      "steps_since_log",
                                      "loss_in_all",
                                      "steps_in_all",
                                      "skipped_steps",
                                      "skipped_steps_in_a_row",
                                      "eval_loss",
                                      "evaluated_step",
                                      "evaluation_pending",
                                      "sampler",
                                      "planned",
                                      "curriculum",
                                      "schedule",
                                      "epoch_of_step",
                                      "rate_factor",
                                      "end_after_epoch",
                                      "best",
                                      "diagnosis",
                                      "loss_scale",
                                      "options",
                                      "data"};
    std::set<std::string> written;
    for (const auto& [key, _] : progress.items())
        written.insert(key);
    ASSERT_EQ(written, known);
    writeFileAtomically(file, progress.dump(2) + "\n");
}

std::string leftBy(const Bench& bench) {
    std::string text = bench.bytes();
    for (const auto& line : logLines(bench.folder->path / "trainer_log.jsonl"))
        for (const char* key : {"current_steps", "loss", "lr", "grad_norm", "eval_loss", "epoch", "total_tokens"})
            if (line.contains(key)) text += line[key].dump() + " ";
    const auto last = RunFolder(bench.folder->path).checkpoint(12);
    auto progress = readJson(last / "progress.json");
    progress.erase("elapsed");
    return text + progress.dump() + readFile(last / "optimizer.safetensors") + readFile(last / "average.safetensors");
}

// Ended after step 5, as a kill leaves it.
std::unique_ptr<TemporaryFolder> killedRun() {
    Bench bench(0.2);
    bench.trainer(options()).run(unasked());
    const RunFolder run(bench.folder->path);
    for (const auto step : run.checkpointSteps())
        if (step > 5) fs::remove_all(run.checkpoint(step));
    return std::move(bench.folder);
}

TEST(CheckpointLayout, OneOfEarlierVersionsIsResumedToTheLastBit) {
    Bench whole(0.2);
    whole.trainer(options()).run(unasked());
    for (const bool old : {false, true}) {
        Bench again(0.2);
        again.folder = killedRun();
        const RunFolder run(again.folder->path);
        ASSERT_EQ(run.checkpointSteps().back(), 5);
        if (old) writeInOldLayout(run.checkpoint(5) / "progress.json");
        auto trainer = again.trainer(options());
        ASSERT_TRUE(trainer.resume());
        trainer.run(unasked());
        EXPECT_TRUE(leftBy(whole) == leftBy(again)) << (old ? "old" : "new") << " layout";
    }
}

TEST(CheckpointLayout, EachComponentHasItsStateUnderItsName) {
    Bench bench;
    bench.folder = killedRun();
    const auto folder = RunFolder(bench.folder->path).checkpoint(5);
    std::set<std::string> names;
    const Json progress = readJson(folder / "progress.json");
    for (const auto& [name, _] : progress.at("components").items())
        names.insert(name);
    EXPECT_EQ(names, (std::set<std::string>{"best", "curriculum", "diagnosis", "learning_check", "learning_rate",
                                            "loss_scale", "losses", "skipped_steps"}));
    EXPECT_TRUE(fs::exists(folder / "average.safetensors"));
}

TEST(CheckpointLayout, AStateThatNobodyKnowsIsSaid) {
    Bench bench(0.2);
    bench.folder = killedRun();
    const auto file = RunFolder(bench.folder->path).checkpoint(5) / "progress.json";
    Json progress = readJson(file);
    progress["components"]["from_the_future"] = {{"a", 1}};
    writeFileAtomically(file, progress.dump());
    std::string said;
    ASSERT_TRUE(bench
                    .trainer(options(),
                             [&](const protocol::Event& event) {
                                 if (const auto* message = std::get_if<protocol::Message>(&event))
                                     said += message->text;
                             })
                    .resume());
    EXPECT_NE(said.find("from_the_future"), std::string::npos) << said;
}

TEST(CheckpointLayout, AMissingStateIsNamed) {
    Bench bench(0.2);
    bench.folder = killedRun();
    fs::remove(RunFolder(bench.folder->path).checkpoint(5) / "average.safetensors");
    const auto text = peft::test::errorOf([&] { bench.trainer(options()).resume(); });
    EXPECT_NE(text.find("average.safetensors"), std::string::npos) << text;
}

TEST(CheckpointLayout, ABrokenOneSaysWhatToDo) {
    Bench bench(0.2);
    bench.folder = killedRun();
    const auto folder = RunFolder(bench.folder->path).checkpoint(5);
    const std::string whole = readFile(folder / "progress.json");
    const auto refusal = [&] { return peft::test::errorOf([&] { bench.trainer(options()).resume(); }); };
    const std::vector<std::pair<const char*, Json>> cases{{"/step", -5},
                                                          {"/step", 4},
                                                          {"/step", "x"},
                                                          {"/options", Json::array()},
                                                          {"/data", 3},
                                                          {"/sampler", "x"},
                                                          {"/sampler/limit", {}},
                                                          {"/planned", 5},
                                                          {"/planned", Json::array()},
                                                          {"/planned/0", {}},
                                                          {"/planned/0/samples", {-1}}};
    for (const auto& [key, value] : cases) {
        Json progress = parseJson(whole, "progress.json");
        progress[Json::json_pointer(key)] = value;
        writeFileAtomically(folder / "progress.json", progress.dump());
        const auto text = refusal();
        EXPECT_NE(text.find(folder.string()), std::string::npos) << key << ": " << text;
        EXPECT_NE(text.find("remove "), std::string::npos) << key << ": " << text;
    }
    writeFileAtomically(folder / "progress.json", whole);
    for (const char* file : {"rng_state.safetensors", "optimizer.safetensors", "average.safetensors"}) {
        const std::string bytes = readFile(folder / file);
        fs::resize_file(folder / file, bytes.size() - 4);
        EXPECT_NE(refusal().find("remove "), std::string::npos) << file;
        writeFileAtomically(folder / file, bytes);
    }
    writeTensors(folder / "rng_state.safetensors", {{"cpu", torch::zeros({3}, torch::kUInt8)}});
    EXPECT_NE(refusal().find("the checkpoint is broken"), std::string::npos) << refusal();
}

}  // namespace
}  // namespace atelier::training::test
