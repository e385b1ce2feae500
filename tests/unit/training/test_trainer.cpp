#include "common/error.h"
#include "common/file.h"
#include "generation/generate.h"
#include "protocol/control.h"
#include "unit/training/support.h"

#include <chrono>
#include <csignal>
#include <limits>
#include <sys/resource.h>
#include <thread>

namespace atelier::training::test {
namespace {

namespace fs = std::filesystem;

TEST(Trainer, EncodesEachSampleOnceForEachEpoch) {
    Bench bench(0, 20);
    auto options = quickOptions();
    options.evalStrategy = "no";
    options.maxSteps = 6;  // of six samples each: an epoch has four steps, the last one short
    bench.trainer(options).run(unasked());
    const std::multiset<std::int64_t> first = bench.asked[0];
    EXPECT_EQ(first.size(), 20U);
    EXPECT_EQ(std::set(first.begin(), first.end()).size(), 20U);
    EXPECT_EQ(bench.asked[1].size(), 12U);

    // A resume asks for what was planned as of the epoch that it was planned for.
    Bench resumed(0, 20);
    options.saveSteps = 3;
    options.maxSteps = 3;
    resumed.trainer(options).run(unasked());
    resumed.asked.clear();
    options.maxSteps = 6;
    auto trainer = resumed.trainer(options);
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    EXPECT_EQ(resumed.asked[0].size(), 2U);
    EXPECT_EQ(resumed.asked[1], bench.asked[1]);
}

TEST(Trainer, Learns) {
    Bench bench;
    auto options = quickOptions();
    options.maxSteps = 60;
    bench.trainer(options).run(unasked());
    const auto lines = logLines(bench.folder->path / "trainer_log.jsonl");
    ASSERT_EQ(lines.size(), 60u);
    EXPECT_LT(lines.back()["loss"].get<double>(), 0.7 * lines.front()["loss"].get<double>());
}

TEST(Trainer, AccumulationIsOneBigBatch) {
    // SGD shows the gradient itself. Samples have unequal numbers of target tokens.
    auto options = quickOptions();
    options.optimizer = "sgd";
    options.maxSteps = 1;
    options.maxGradNorm = 0;
    options.learningRate = 1;
    options.batchSize = 12;
    options.accumulation = 1;
    Bench big, small;
    std::vector<torch::Tensor> start;
    for (auto* bench : {&big, &small}) {
        peft::test::shake(bench->trainable.parameters());
        bench->inDoubles();
    }
    for (const auto& parameter : big.parameters())
        start.push_back(parameter.tensor.detach().clone());
    big.trainer(options).run(unasked());
    options.batchSize = 2;
    options.accumulation = 6;
    small.trainer(options).run(unasked());
    double difference = 0, gradient = 0;
    for (std::size_t i = 0; i < start.size(); ++i) {
        const auto a = big.parameters()[i].tensor, b = small.parameters()[i].tensor;
        difference += (a - b).pow(2).sum().item<double>();
        gradient += (a - start[i]).pow(2).sum().item<double>();
    }
    EXPECT_LT(std::sqrt(difference / gradient), 1e-6);
    const auto a = logLines(big.folder->path / "trainer_log.jsonl"),
               b = logLines(small.folder->path / "trainer_log.jsonl");
    EXPECT_NEAR(a[0]["loss"].get<double>(), b[0]["loss"].get<double>(), 1e-6);
}

TEST(Trainer, ClipsByTheGlobalNorm) {
    auto options = quickOptions();
    options.optimizer = "sgd";
    options.maxSteps = 1;
    options.learningRate = 1;
    options.maxGradNorm = 0.01;
    Bench bench;
    const auto before = bench.parameters();
    std::vector<torch::Tensor> old;
    for (const auto& parameter : before)
        old.push_back(parameter.tensor.detach().clone());
    bench.trainer(options).run(unasked());
    double squares = 0;
    for (std::size_t i = 0; i < old.size(); ++i)
        squares += (before[i].tensor - old[i]).pow(2).sum().item<double>();
    EXPECT_NEAR(std::sqrt(squares), 0.01, 1e-5);
}

// Everything a run leaves, but for times.
std::string resultOf(Bench& bench) {
    std::string text = bench.bytes();
    for (const auto& line : logLines(bench.folder->path / "trainer_log.jsonl"))
        for (const char* key : {"current_steps", "loss", "lr", "epoch", "eval_loss", "total_tokens"})
            if (line.contains(key)) text += line[key].dump() + " ";
    return text +
           readFile(bench.folder->path / "checkpoints" / "checkpoint-9" / "adapter" / "adapter_model.safetensors") +
           readFile(bench.folder->path / "checkpoints" / "checkpoint-9" / "optimizer.safetensors");
}

TEST(Trainer, ResumeEqualsNoStopToTheLastBit) {
    auto options = quickOptions();
    options.loggingSteps = 3;  // no divisor of the stop: sums for the log are resumed too
    options.evalStrategy = "epoch";
    options.schedule = "cosine";
    Bench whole(0.2);
    whole.trainer(options).run(unasked());

    for (const int stopAt : {1, 4, 5, 8}) {
        Bench cut(0.2);
        protocol::Control control;
        try {
            int steps = 0;
            cut.trainer(options,
                        [&](const protocol::Event& event) {
                            if (std::holds_alternative<protocol::Progress>(event) &&
                                std::get<protocol::Progress>(event).total == 9 && ++steps == stopAt)
                                control.stop();
                        })
                .run(control);
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::Interrupted);
        }
        Bench again(0.2);
        again.folder = std::move(cut.folder);
        torch::rand({13});  // the generator is elsewhere
        auto trainer = again.trainer(options);
        ASSERT_TRUE(trainer.resume());
        trainer.run(unasked());
        EXPECT_TRUE(resultOf(whole) == resultOf(again)) << "stopped after step " << stopAt;
    }
}

TEST(Trainer, ResumeAfterAKillDropsWhatCameAfterTheCheckpoint) {
    auto options = quickOptions();
    Bench whole(0.2);
    whole.trainer(options).run(unasked());
    // As a kill leaves it: the newest checkpoint is missing, a half-written one lies there, the log has gone on.
    Bench killed(0.2);
    killed.trainer(options).run(unasked());
    fs::remove_all(killed.folder->path / "checkpoints" / "checkpoint-9");
    fs::remove_all(killed.folder->path / "checkpoints" / "checkpoint-8");
    fs::create_directories(killed.folder->path / "checkpoints" / "checkpoint-8.tmp-999999999");
    Bench again(0.2);
    again.folder = std::move(killed.folder);
    auto trainer = again.trainer(options);
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    EXPECT_TRUE(resultOf(whole) == resultOf(again));
    EXPECT_FALSE(fs::exists(again.folder->path / "checkpoints" / "checkpoint-8.tmp-999999999"));
}

TEST(Trainer, PausesBetweenStepsAndOnlyThere) {
    auto options = quickOptions();
    Bench whole(0.2), paused(0.2);
    whole.trainer(options).run(unasked());

    protocol::Control control;
    std::vector<std::string> reported;
    std::jthread other;
    using Clock = std::chrono::steady_clock;
    Clock::time_point stood, wentOn;
    auto trainer = paused.trainer(options, [&](const protocol::Event& event) {
        if (const auto* progress = std::get_if<protocol::Progress>(&event)) {
            reported.push_back(std::to_string(progress->done));
            if (progress->done == 3) control.pause();
        }
        if (const auto* saved = std::get_if<protocol::CheckpointSaved>(&event)) {
            if (saved->step == 3) reported.push_back("saved");
        }
        if (const auto* changed = std::get_if<protocol::StateChanged>(&event)) {
            const bool stands = changed->state == protocol::State::Paused;
            reported.push_back(stands ? "paused" : "running");
            (stands ? stood : wentOn) = Clock::now();
            if (stands)
                other = std::jthread([&] {
                    control.request(protocol::Command::Save);
                    std::this_thread::sleep_for(std::chrono::milliseconds(300));
                    control.resume();
                });
        }
    });
    const auto began = Clock::now();
    trainer.run(control);
    const std::chrono::duration<double> all = Clock::now() - began, pause = wentOn - stood;
    EXPECT_EQ(reported,
              (std::vector<std::string>{"1", "2", "3", "paused", "saved", "running", "4", "5", "6", "7", "8", "9"}));
    EXPECT_TRUE(resultOf(whole) == resultOf(paused));
    const auto file = paused.folder->path / "checkpoints" / "checkpoint-9" / "progress.json";
    EXPECT_LE(readJson(file)["elapsed"].get<double>(), (all - pause).count()) << "the pause counts as work";
}

TEST(Trainer, APausedOneCanBeStopped) {
    Bench bench;
    protocol::Control control;
    std::jthread other;
    auto trainer = bench.trainer(quickOptions(), [&](const protocol::Event& event) {
        if (const auto* progress = std::get_if<protocol::Progress>(&event); progress && progress->done == 2)
            control.pause();
        if (const auto* changed = std::get_if<protocol::StateChanged>(&event)) {
            EXPECT_EQ(changed->state, protocol::State::Paused);
            other = std::jthread([&] { control.stop(); });
        }
    });
    EXPECT_THROW(trainer.run(control), Error);
    EXPECT_TRUE(fs::exists(bench.folder->path / "checkpoints" / "checkpoint-2"));
}

TEST(Trainer, SavesOnRequest) {
    Bench bench;
    protocol::Control control;
    std::vector<std::int64_t> saved;
    bench
        .trainer(quickOptions(),
                 [&](const protocol::Event& event) {
                     const auto* progress = std::get_if<protocol::Progress>(&event);
                     if (progress && (progress->done == 2 || progress->done == 4))
                         control.request(protocol::Command::Save);
                     if (const auto* one = std::get_if<protocol::CheckpointSaved>(&event)) saved.push_back(one->step);
                 })
        .run(control);
    // Step 4 is saved anyway: it is reported once more.
    EXPECT_EQ(saved, (std::vector<std::int64_t>{2, 4, 4, 8, 9}));
}

// Asks the model as a job does: the first words of two samples are the prompts.
Bench::Asking asking(Bench& bench) {
    return [&bench](std::int64_t, std::stop_token stop) {
        std::vector<models::Encoded> prompts{randomSample(1, 4, 0), randomSample(2, 6, 0, true)};
        std::vector<const models::Encoded*> pointers;
        for (auto& prompt : prompts) {
            prompt.nextPosition = 10;
            pointers.push_back(&prompt);
        }
        generation::GenerateOptions options;
        options.maxNewTokens = 5;
        options.endTokens = {99};  // the image token, which this model knows no better than to say
        std::vector<protocol::SampleAnswer> answers;
        for (const auto& tokens : generation::generate(*bench.model, pointers, options, stop))
            answers.push_back({"s" + std::to_string(answers.size()), "p", "r", Json(tokens).dump()});
        return answers;
    };
}

TEST(Trainer, SampleAnswersChangeNothing) {
    auto options = quickOptions();
    options.evalStrategy = "steps";
    options.evalSteps = 3;
    options.loggingSteps = 2;
    options.sampleAnswers = 2;
    Bench plain(0.2), asked(0.2);
    plain.trainer(options).run(unasked());
    std::vector<protocol::SampleAnswer> reported;
    asked
        .trainer(
            options,
            [&](const protocol::Event& event) {
                if (const auto* one = std::get_if<protocol::SampleAnswer>(&event)) reported.push_back(*one);
            },
            asking(asked))
        .run(unasked());
    EXPECT_TRUE(resultOf(plain) == resultOf(asked));
    ASSERT_EQ(reported.size(), 6u);
    const auto lines = logLines(asked.folder->path / "sample_answers.jsonl");
    ASSERT_EQ(lines.size(), 6u);
    EXPECT_EQ(lines[2]["step"], 6);
    EXPECT_EQ(lines[2]["answer"], reported[2].answer);
    EXPECT_EQ(reported[5].step, 9);
    EXPECT_NE(reported[0].answer, reported[4].answer) << "the model has learned nothing: the test shows nothing";

    // Killed after step 8, gone on with: the same lines, none twice.
    Bench again(0.2);
    const auto whole = readFile(asked.folder->path / "sample_answers.jsonl");
    const auto expected = resultOf(asked);
    again.folder = std::move(asked.folder);
    fs::remove_all(again.folder->path / "checkpoints" / "checkpoint-9");
    auto trainer = again.trainer(options, [](const protocol::Event&) {}, asking(again));
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    EXPECT_TRUE(expected == resultOf(again));
    EXPECT_EQ(readFile(again.folder->path / "sample_answers.jsonl"), whole);
}

TEST(Trainer, AStopWhileAnsweringIsMadeUpFor) {
    auto options = quickOptions();
    options.evalStrategy = "steps";
    options.evalSteps = 3;
    options.sampleAnswers = 2;
    Bench whole(0.2), stopped(0.2), again(0.2);
    whole.trainer(options, [](const protocol::Event&) {}, asking(whole)).run(unasked());
    protocol::Control control;
    auto trainer = stopped.trainer(
        options,
        [&](const protocol::Event& event) {
            const auto* phase = std::get_if<protocol::PhaseChanged>(&event);
            if (phase && phase->phase == "answering") control.stop();
        },
        asking(stopped));
    EXPECT_THROW(trainer.run(control), Error);
    EXPECT_FALSE(fs::exists(stopped.folder->path / "sample_answers.jsonl"));
    again.folder = std::move(stopped.folder);
    auto goingOn = again.trainer(options, [](const protocol::Event&) {}, asking(again));
    ASSERT_TRUE(goingOn.resume());
    goingOn.run(unasked());
    EXPECT_TRUE(resultOf(whole) == resultOf(again));
    EXPECT_EQ(readFile(again.folder->path / "sample_answers.jsonl"),
              readFile(whole.folder->path / "sample_answers.jsonl"));
}

TEST(Trainer, SampleAnswersThatFailCostNoTraining) {
    auto options = quickOptions();
    options.evalStrategy = "epoch";
    options.sampleAnswers = 2;
    Bench bench;
    int warnings = 0;
    bench
        .trainer(
            options,
            [&](const protocol::Event& event) {
                const auto* message = std::get_if<protocol::Message>(&event);
                if (message && message->text.find("picture.png") != std::string::npos) ++warnings;
            },
            [](std::int64_t, std::stop_token) -> std::vector<protocol::SampleAnswer> {
                throw Error("no such file", "picture.png");
            })
        .run(unasked());
    EXPECT_GT(warnings, 0);
}

TEST(Trainer, CurriculumIsResumedToo) {
    auto options = quickOptions();
    options.maxSteps = 30;
    options.curriculumLoss = 5;
    options.saveSteps = 11;
    const auto prepare = [](Bench& bench) {
        for (std::size_t i = 0; i < bench.samples.size(); ++i)
            bench.lengths.push_back(1 + static_cast<std::int64_t>(i) / 4);
    };
    Bench whole, killed, again;
    for (auto* bench : {&whole, &killed, &again})
        prepare(*bench);
    double limit = 0;
    whole
        .trainer(options,
                 [&](const protocol::Event& event) {
                     if (const auto* metrics = std::get_if<protocol::Metrics>(&event))
                         limit = metrics->values.at("curriculum_limit");
                 })
        .run(unasked());
    EXPECT_GT(limit, 2);
    killed.trainer(options).run(unasked());
    for (const char* name : {"checkpoint-30", "checkpoint-22"})
        fs::remove_all(killed.folder->path / "checkpoints" / name);
    again.folder = std::move(killed.folder);
    auto trainer = again.trainer(options);
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    EXPECT_TRUE(whole.bytes() == again.bytes());

    options.maxSteps = -1;
    EXPECT_THROW(whole.trainer(options), Error);
}

TEST(Trainer, RefusesACheckpointOfAnotherRecipeOrOtherData) {
    Bench bench;
    bench.trainer(quickOptions()).run(unasked());
    bench.identity.options["lora_rank"] = "8";
    bench.identity.data = "other";
    const auto text = peft::test::errorOf([&] { bench.trainer(quickOptions()).resume(); });
    EXPECT_NE(text.find("lora_rank was 4 and is 8"), std::string::npos) << text;
    EXPECT_NE(text.find("samples"), std::string::npos) << text;
}

TEST(Trainer, KeepsTheNewestCheckpoints) {
    Bench bench;
    auto options = quickOptions();
    options.saveSteps = 2;
    options.saveTotalLimit = 2;
    bench.trainer(options).run(unasked());
    EXPECT_EQ(RunFolder(bench.folder->path).checkpointSteps(), (std::vector<std::int64_t>{8, 9}));
}

TEST(Trainer, SkipsAStepThatIsNotFinite) {
    Bench bench;
    auto options = quickOptions();
    options.disableShuffling = true;
    options.batchSize = 1;
    options.accumulation = 1;
    options.maxSteps = 6;
    setPixel(bench.samples[3], 5, std::numeric_limits<float>::quiet_NaN());
    int warnings = 0;
    std::string before, after;
    bench
        .trainer(options,
                 [&](const protocol::Event& event) {
                     if (std::holds_alternative<protocol::Progress>(event)) {
                         before = after;
                         after = bench.bytes();
                     }
                     if (const auto* message = std::get_if<protocol::Message>(&event);
                         message && message->level == protocol::Message::Level::Warning)
                         ++warnings;
                 })
        .run(unasked());
    EXPECT_EQ(warnings, 3) << "that it was skipped, by which tensors, and what to do";
    const auto lines = logLines(bench.folder->path / "trainer_log.jsonl");
    ASSERT_EQ(lines.size(), 6u);
    EXPECT_FALSE(lines[3].contains("loss"));
    EXPECT_TRUE(lines[4].contains("loss"));
    EXPECT_TRUE(std::isfinite(bench.parameters()[0].tensor.sum().item<double>()));
    EXPECT_TRUE(before != after);
}

TEST(Trainer, StopsAfterFiveInARowAndSavesNothingOfIt) {
    Bench bench;
    for (auto& sample : bench.samples)
        sample = randomSample(1, 5, 2, true);
    auto options = quickOptions();
    options.saveSteps = 1;
    for (auto& sample : bench.samples)
        setPixel(sample, 0, std::numeric_limits<float>::infinity());
    const auto text = peft::test::errorOf([&] { bench.trainer(options).run(unasked()); });
    EXPECT_NE(text.find("5 steps in a row"), std::string::npos) << text;
}

TEST(Trainer, NothingToLearnIsAnErrorBeforeTheFirstStep) {
    Bench bench;
    for (auto& sample : bench.samples)
        sample.labels.assign(sample.ids.size(), models::kIgnore);
    const auto text = peft::test::errorOf([&] { bench.trainer(quickOptions()).run(unasked()); });
    EXPECT_NE(text.find("nothing to learn"), std::string::npos) << text;
}

TEST(Trainer, ABadSampleIsNamed) {
    Bench bench;
    auto trainer = bench.trainer(quickOptions());
    bench.samples.resize(5);  // the others cannot be read
    EXPECT_THROW(trainer.run(unasked()), Error);
}

TEST(Trainer, EvaluatesPerTargetToken) {
    Bench bench;
    auto options = quickOptions();
    options.evalStrategy = "steps";
    options.evalSteps = 4;
    options.learningRate = 1e-30;
    options.evalBatchSize = 3;
    const auto outcome = bench.trainer(options).run(unasked());
    torch::NoGradGuard noGrad;
    double sum = 0;
    std::int64_t count = 0;
    for (const auto& sample : bench.samples) {
        const auto batch = models::pack({&sample});
        const auto logits = bench.model->logits(bench.model->hidden(batch));
        const auto labels = torch::tensor(sample.labels, torch::kInt64);
        sum +=
            at::cross_entropy_loss(logits.slice(0, 0, -1), labels.slice(0, 1), {}, at::Reduction::Sum).item<double>();
        count += batch.targets.count();
    }
    ASSERT_TRUE(outcome.evalLoss);
    EXPECT_NEAR(*outcome.evalLoss, sum / static_cast<double>(count), 1e-5);
    int evaluations = 0;
    for (const auto& line : logLines(bench.folder->path / "trainer_log.jsonl"))
        evaluations += line.contains("eval_loss");
    EXPECT_EQ(evaluations, 3);  // 4, 8 and the end
}

TEST(Trainer, AFullDiskKeepsTheOldCheckpoint) {
    Bench bench(0.2);
    auto options = quickOptions();
    const rlim_t none = RLIM_INFINITY;
    rlimit old{};
    getrlimit(RLIMIT_FSIZE, &old);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    std::string text;
    Error::Kind kind{};
    try {
        bench
            .trainer(options,
                     [&](const protocol::Event& event) {
                         if (!std::holds_alternative<protocol::CheckpointSaved>(event)) return;
                         rlimit limit{4096, old.rlim_max};  // "full" from now on: the logs still fit
                         setrlimit(RLIMIT_FSIZE, &limit);
                     })
            .run(unasked());
    } catch (const Error& error) {
        text = error.what();
        kind = error.kind();
    }
    rlimit back{none, old.rlim_max};
    if (setrlimit(RLIMIT_FSIZE, &back) != 0) setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, handler);
    EXPECT_EQ(kind, Error::Kind::Failure);
    EXPECT_NE(text.find("step 8"), std::string::npos) << text;
    EXPECT_EQ(RunFolder(bench.folder->path).checkpointSteps(), (std::vector<std::int64_t>{4}));

    // With room again it ends as if nothing had been.
    Bench whole(0.2), again(0.2);
    whole.trainer(options).run(unasked());
    again.folder = std::move(bench.folder);
    auto trainer = again.trainer(options);
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    EXPECT_TRUE(resultOf(whole) == resultOf(again));
}

}  // namespace
}  // namespace atelier::training::test
