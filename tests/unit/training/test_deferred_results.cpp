#include "common/file.h"
#include "unit/training/support.h"

#include <limits>

// Where a device decides whether a step is applied, its results are read when they are logged: what is learned stays
// the same to the last bit.
namespace atelier::training::test {
namespace {

TrainerSetup late() {
    TrainerSetup setup;
    setup.deferResults = true;
    return setup;
}

std::string leftBy(const Bench& bench) {
    std::string text = bench.bytes();
    for (const auto& line : logLines(bench.folder->path / "trainer_log.jsonl"))
        for (const char* key : {"current_steps", "loss", "grad_norm", "lr", "eval_loss", "skipped_steps"})
            if (line.contains(key)) text += line[key].dump() + " ";
    const auto checkpoint = RunFolder(bench.folder->path).checkpoint(9);
    auto progress = readJson(checkpoint / "progress.json");
    progress.erase("elapsed");
    return text + progress.dump() + readFile(checkpoint / "optimizer.safetensors");
}

TrainOptions sparseOptions() {
    auto options = quickOptions();
    options.loggingSteps = 3;
    options.evalStrategy = "epoch";
    options.disableShuffling = true;
    options.maxGradNorm = 0.5;
    options.weightDecay = 0.1;
    return options;
}

TEST(DeferredResults, TrainTheSame) {
    const auto options = sparseOptions();
    Bench at(0.2), deferred(0.2);
    at.trainer(options).run(unasked());
    deferred.trainer(options, [](const protocol::Event&) {}, {}, late()).run(unasked());
    EXPECT_TRUE(leftBy(at) == leftBy(deferred));
}

TEST(DeferredResults, AStepThatIsNotFiniteChangesNothingAndIsToldWithTheLog) {
    auto options = sparseOptions();
    options.batchSize = 1;
    options.accumulation = 1;
    options.saveSteps = 100;
    // `reported`: the steps that were done when each warning came.
    const auto run = [&](Bench& bench, const TrainerSetup& setup) {
        setPixel(bench.samples[3], 5, std::numeric_limits<float>::quiet_NaN());
        std::vector<std::int64_t> reported;
        std::int64_t done = 0;
        bench
            .trainer(
                options,
                [&](const protocol::Event& event) {
                    if (const auto* progress = std::get_if<protocol::Progress>(&event);
                        progress && progress->total == 9)
                        done = progress->done;
                    const auto* message = std::get_if<protocol::Message>(&event);
                    if (message && message->level == protocol::Message::Level::Warning) reported.push_back(done);
                },
                {}, setup)
            .run(unasked());
        return reported;
    };
    Bench at(0), deferred(0);
    EXPECT_EQ(run(at, {}), (std::vector<std::int64_t>{3, 3, 3})) << "of the fourth step, before its progress";
    EXPECT_EQ(run(deferred, late()), (std::vector<std::int64_t>{5, 5, 5})) << "with the log of the sixth step";
    EXPECT_TRUE(leftBy(at) == leftBy(deferred));
}

TEST(DeferredResults, WhatNeedsEachResultGetsIt) {
    const auto follows = [](const std::function<void(TrainOptions&)>& change) {
        auto options = sparseOptions();
        options.evalStrategy = "no";
        change(options);
        Bench at(0.2), deferred(0.2);
        at.trainer(options).run(unasked());
        deferred.trainer(options, [](const protocol::Event&) {}, {}, late()).run(unasked());
        return leftBy(at) == leftBy(deferred);
    };
    EXPECT_TRUE(follows([](TrainOptions& o) { o.optimization.emaDecay = 0.9; }));
    EXPECT_TRUE(follows([](TrainOptions& o) { o.optimizer = "adafactor"; }));
    EXPECT_TRUE(follows([](TrainOptions& o) { o.optimizer = "lion_8bit"; }));
    EXPECT_TRUE(follows([](TrainOptions& o) { o.curriculumLoss = 5; }));
}

}  // namespace
}  // namespace atelier::training::test
