#include "common/error.h"
#include "common/file.h"
#include "protocol/control.h"
#include "unit/training/support.h"

// What a training can do beside learning: follow the best, end early, be spoken to, compute in other ways.
namespace atelier::training::test {
namespace {

namespace fs = std::filesystem;

TrainOptions evaluatingOptions() {
    auto options = quickOptions();
    options.maxSteps = 12;
    options.evalStrategy = "steps";
    options.evalSteps = 2;
    options.saveSteps = 5;
    options.sampleAnswers = 1;
    options.predictWithGenerate = true;
    options.loadBest = true;
    options.bestMetric = "cer";
    return options;
}

// Answers that are best when it has been asked three times, and worse after.
Bench::Asking scripted(int& asked) {
    return [&asked](std::int64_t count, std::stop_token) {
        const int wrong = std::abs(asked++ - 2);
        std::vector<protocol::SampleAnswer> answers;
        for (std::int64_t i = 0; i < count; ++i)
            answers.push_back({"s" + std::to_string(i), "p", "aaaaaaaaa" + std::to_string(i),
                               std::string(static_cast<std::size_t>(wrong), 'b') +
                                   std::string(static_cast<std::size_t>(9 - wrong), 'a') + std::to_string(i)});
        return answers;
    };
}

// All that a run leaves and that does not hang on the clock.
std::string leftBy(const Bench& bench, std::int64_t last) {
    std::string text = bench.bytes();
    for (const auto& line : logLines(bench.folder->path / "trainer_log.jsonl"))
        for (const auto& [key, value] : line.items())
            if (key != "elapsed_time" && key != "remaining_time" && key != "throughput" && key != "memory" &&
                key != "samples_per_second")
                text += key + value.dump() + " ";
    const auto checkpoint = RunFolder(bench.folder->path).checkpoint(last);
    auto progress = readJson(checkpoint / "progress.json");
    progress.erase("elapsed");
    return text + progress.dump() + readFile(checkpoint / "optimizer.safetensors") +
           readFile(checkpoint / "rng_state.safetensors");
}

TEST(Best, TheResultIsTheBestByAnyMetricAndItsCheckpointStays) {
    auto options = evaluatingOptions();
    options.saveTotalLimit = 1;
    Bench bench(0.2);
    int asked = 0;
    std::string atBest;
    std::vector<protocol::SampleAnswer> reported;
    bench
        .trainer(
            options,
            [&](const protocol::Event& event) {
                if (const auto* saved = std::get_if<protocol::CheckpointSaved>(&event); saved && saved->step == 6)
                    atBest = bench.bytes();
                if (const auto* one = std::get_if<protocol::SampleAnswer>(&event)) reported.push_back(*one);
            },
            scripted(asked))
        .run(unasked());
    EXPECT_EQ(asked, 6);
    EXPECT_EQ(reported.size(), 6u) << "one of the two that are judged is shown";
    EXPECT_TRUE(bench.bytes() == atBest);
    const RunFolder run(bench.folder->path);
    EXPECT_EQ(run.checkpointSteps(), (std::vector<std::int64_t>{6, 12}));
    const Json state = readJson(run.state());
    EXPECT_EQ(state["best_global_step"], 6);
    EXPECT_EQ(state["best_model_checkpoint"], "checkpoints/checkpoint-6");
    EXPECT_EQ(state["best_metric"], 0.0);
    std::vector<double> figures;
    for (const auto& line : logLines(run.log()))
        if (line.contains("eval_cer")) figures.push_back(line["eval_cer"].get<double>());
    EXPECT_EQ(figures, (std::vector<double>{0.2, 0.1, 0, 0.1, 0.2, 0.3}));
}

TEST(Best, PinnedSamplesAreShownAndTheOthersStillJudged) {
    auto options = evaluatingOptions();
    options.sampleAnswers = 0;
    Bench bench(0.2);
    int asked = 0;
    bench.pinned = [](std::stop_token) { return std::vector<protocol::SampleAnswer>{{"mine", "p", "r", "a"}}; };
    std::vector<protocol::SampleAnswer> reported;
    bench
        .trainer(
            options,
            [&](const protocol::Event& event) {
                if (const auto* one = std::get_if<protocol::SampleAnswer>(&event)) reported.push_back(*one);
            },
            scripted(asked))
        .run(unasked());
    ASSERT_EQ(reported.size(), 6u);
    for (const auto& one : reported)
        EXPECT_EQ(one.sampleId, "mine");
    EXPECT_EQ(reported.back().step, 12);
    EXPECT_EQ(asked, 6) << "the figures are of the validation samples";
    EXPECT_EQ(readJson(RunFolder(bench.folder->path).state())["best_global_step"], 6);
}

TEST(Best, EarlyStoppingEndsTheRunAndAResumeDoesNotGoOn) {
    auto options = evaluatingOptions();
    options.earlyStoppingSteps = 2;
    Bench bench(0.2);
    int asked = 0;
    const auto outcome = bench.trainer(options, [](const protocol::Event&) {}, scripted(asked)).run(unasked());
    EXPECT_EQ(outcome.steps, 10);
    const auto last = logLines(bench.folder->path / "trainer_log.jsonl").back();
    EXPECT_EQ(last["ended"], "early_stopping");
    EXPECT_EQ(last["total_steps"], 10);
    const auto expected = leftBy(bench, 10);

    Bench again(0.2);
    again.folder = std::move(bench.folder);
    {
        auto trainer = again.trainer(options, [](const protocol::Event&) {}, scripted(asked));
        ASSERT_TRUE(trainer.resume());
        EXPECT_EQ(trainer.run(unasked()).steps, 10);
    }
    EXPECT_TRUE(leftBy(again, 10) == expected);
    options.earlyStoppingSteps = 20;
    auto patient = again.trainer(options, [](const protocol::Event&) {}, scripted(asked));
    ASSERT_TRUE(patient.resume());
    EXPECT_EQ(patient.run(unasked()).steps, 12);
}

TEST(Best, ResumeKeepsItToTheLastBit) {
    const auto options = evaluatingOptions();
    Bench whole(0.2);
    int asked = 0;
    whole.trainer(options, [](const protocol::Event&) {}, scripted(asked)).run(unasked());
    for (const auto& gone : {std::vector<std::int64_t>{12, 10}, {12, 10, 6, 5}}) {
        Bench killed(0.2), again(0.2);
        asked = 0;
        killed.trainer(options, [](const protocol::Event&) {}, scripted(asked)).run(unasked());
        for (const auto step : gone)
            fs::remove_all(RunFolder(killed.folder->path).checkpoint(step));
        again.folder = std::move(killed.folder);
        auto trainer = again.trainer(options, [](const protocol::Event&) {}, scripted(asked));
        ASSERT_TRUE(trainer.resume());
        asked = static_cast<int>(RunFolder(again.folder->path).checkpointSteps().back() / 2);
        trainer.run(unasked());
        EXPECT_TRUE(leftBy(whole, 12) == leftBy(again, 12));
    }
}

TEST(Best, NeedsEvaluations) {
    Bench bench;
    auto options = quickOptions();
    options.loadBest = true;
    EXPECT_NE(peft::test::errorOf([&] { bench.trainer(options); }).find("eval_strategy"), std::string::npos);
    options.evalStrategy = "steps";
    EXPECT_NO_THROW(bench.trainer(options));
    options.bestMetric = "wer";
    EXPECT_NE(peft::test::errorOf([&] { bench.trainer(options); }).find("predict_with_generate"), std::string::npos);
}

// Asks once, after the step of this number.
protocol::EventSink after(
    std::int64_t step, const std::function<void()>& ask,
    const std::function<void(const protocol::Event&)>& more = [](const protocol::Event&) {}) {
    return [=](const protocol::Event& event) {
        if (const auto* progress = std::get_if<protocol::Progress>(&event);
            progress && progress->total == 9 && progress->done == step)
            ask();
        more(event);
    };
}

std::vector<double> ratesOf(const Bench& bench) {
    std::vector<double> rates;
    for (const auto& line : logLines(bench.folder->path / "trainer_log.jsonl"))
        if (line.contains("lr")) rates.push_back(line["lr"].get<double>());
    return rates;
}

TEST(Control, ChangesTheLearningRateAlsoOfAResumedRun) {
    auto options = quickOptions();
    options.schedule = "linear";
    using protocol::RateChange;
    const auto changing = [&](Bench& bench) {
        protocol::Control control;
        int calls = 0;
        const auto ask = [&] {
            control.changeRate(++calls == 1 ? RateChange{RateChange::Kind::Value, 0.02}
                                            : RateChange{RateChange::Kind::Factor, 0.5});
        };
        const auto twice = [&](const protocol::Event& event) {
            after(2, ask)(event);
            after(3, ask)(event);
        };
        bench.trainer(options, twice).run(control);
    };
    Bench whole(0.2), killed(0.2), again(0.2);
    changing(whole);
    const auto rates = ratesOf(whole);
    ASSERT_EQ(rates.size(), 9u);
    for (std::size_t i = 0; i < 9; ++i)
        EXPECT_NEAR(rates[i], 0.01 * (1 - static_cast<double>(i) / 9) * (i == 2 ? 2 : 1), 1e-12) << i;
    EXPECT_EQ(logLines(whole.folder->path / "trainer_log.jsonl")[2]["rate_factor"], 2.0);

    options.maxSteps = 9;
    const auto halved = [&](Bench& bench) {
        protocol::Control control;
        bench.trainer(options, after(2, [&] { control.changeRate({RateChange::Kind::Factor, 0.5}); })).run(control);
    };
    Bench plain(0.2);
    halved(plain);
    halved(killed);
    fs::remove_all(RunFolder(killed.folder->path).checkpoint(9));
    fs::remove_all(RunFolder(killed.folder->path).checkpoint(8));
    again.folder = std::move(killed.folder);
    auto trainer = again.trainer(options);
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    EXPECT_TRUE(leftBy(plain, 9) == leftBy(again, 9));
    EXPECT_NEAR(ratesOf(again).back(), 0.005 / 9, 1e-12);
}

TEST(Control, EvaluatesAndAnswersWhenAskedAndChangesNothing) {
    auto options = quickOptions();
    Bench plain(0.2), spoken(0.2);
    plain.trainer(options).run(unasked());
    protocol::Control control;
    std::vector<std::int64_t> evaluated, answered;
    int asked = 0;
    spoken
        .trainer(options,
                 after(
                     4,
                     [&] {
                         control.request(protocol::Command::Evaluate);
                         control.request(protocol::Command::Answer);
                     },
                     [&](const protocol::Event& event) {
                         if (const auto* metrics = std::get_if<protocol::Metrics>(&event);
                             metrics && metrics->values.contains("eval_loss"))
                             evaluated.push_back(metrics->step);
                         if (const auto* one = std::get_if<protocol::SampleAnswer>(&event))
                             answered.push_back(one->step);
                     }),
                 scripted(asked))
        .run(control);
    EXPECT_EQ(evaluated, (std::vector<std::int64_t>{4}));
    EXPECT_EQ(answered, (std::vector<std::int64_t>{4, 4}));
    EXPECT_TRUE(plain.bytes() == spoken.bytes());
    // The checkpoint of that step was there already: it knows of the evaluation all the same.
    const auto state = readJson(RunFolder(spoken.folder->path).checkpoint(4) / "trainer_state.json");
    EXPECT_TRUE(state["log_history"].back().contains("eval_loss"));
}

TEST(Control, EndsAfterTheEpoch) {
    auto options = quickOptions();  // an epoch of 20 samples has four steps
    for (const std::int64_t step : {2, 4}) {
        Bench bench(0.2);
        protocol::Control control;
        const auto outcome =
            bench.trainer(options, after(step, [&] { control.request(protocol::Command::EndEpoch); })).run(control);
        EXPECT_EQ(outcome.steps, 4) << "asked after step " << step;
        EXPECT_EQ(logLines(bench.folder->path / "trainer_log.jsonl").back()["ended"], "after_epoch");
    }
}

TEST(Tokens, BatchesByTokensLearnTheSameAndResumeToTheLastBit) {
    auto options = quickOptions();
    options.maxTokensPerBatch = 25;
    options.groupByLength = true;
    options.maxSteps = 9;
    Bench whole(0.2), killed(0.2), again(0.2);
    whole.trainer(options).run(unasked());
    killed.trainer(options).run(unasked());
    for (const std::int64_t step : {9, 8})
        fs::remove_all(RunFolder(killed.folder->path).checkpoint(step));
    again.folder = std::move(killed.folder);
    auto trainer = again.trainer(options);
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    EXPECT_TRUE(leftBy(whole, 9) == leftBy(again, 9));

    // The step is the same whatever it is computed in: all samples at once, or token by token.
    options = quickOptions();
    options.optimizer = "sgd";
    options.maxSteps = 1;
    options.batchSize = 20;
    options.accumulation = 1;
    options.maxGradNorm = 0;  // whose norm is of 32 bits
    Bench once, pieces;
    for (auto* bench : {&once, &pieces})
        bench->inDoubles();
    once.trainer(options).run(unasked());
    options.accumulation = 100;
    options.maxTokensPerBatch = 20;
    pieces.trainer(options).run(unasked());
    for (std::size_t i = 0; i < once.parameters().size(); ++i)
        EXPECT_LT(peft::test::difference(once.parameters()[i].tensor, pieces.parameters()[i].tensor), 1e-12);
}

TEST(Precision, Fp16LearnsWithAScaledLossAndResumes) {
    auto options = quickOptions();
    options.fp16 = true;
    options.maxSteps = 12;
    const auto inHalves = [](Bench& bench) {
        torch::NoGradGuard noGrad;
        for (auto& parameter : bench.model->parameters())
            if (!parameter.requires_grad()) parameter.set_data(parameter.to(torch::kHalf));
        bench.model->computeType = torch::kHalf;
    };
    Bench plain(0), whole(0), killed(0), again(0);
    for (auto* bench : {&whole, &killed, &again})
        inHalves(*bench);
    auto inFull = options;
    inFull.fp16 = false;
    plain.trainer(inFull).run(unasked());
    whole.trainer(options).run(unasked());
    const auto a = logLines(plain.folder->path / "trainer_log.jsonl"),
               b = logLines(whole.folder->path / "trainer_log.jsonl");
    ASSERT_EQ(b.size(), 12u);
    EXPECT_TRUE(b[0].contains("loss_scale"));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(a[i]["loss"].get<double>(), b[i]["loss"].get<double>(), 0.05) << i;
        EXPECT_NEAR(a[i]["grad_norm"].get<double>(), b[i]["grad_norm"].get<double>(),
                    0.05 * a[i]["grad_norm"].get<double>())
            << i;
    }
    killed.trainer(options).run(unasked());
    for (const std::int64_t step : {12, 8})
        fs::remove_all(RunFolder(killed.folder->path).checkpoint(step));
    again.folder = std::move(killed.folder);
    auto trainer = again.trainer(options);
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    EXPECT_TRUE(leftBy(whole, 12) == leftBy(again, 12));
}

TEST(Precision, AnOverflowHalvesTheFactorAndIsNoFault) {
    LossScale scale(true);
    EXPECT_EQ(scale.value(), LossScale::kStart);
    EXPECT_TRUE(scale.update(false));
    EXPECT_EQ(scale.value(), LossScale::kStart / 2);
    for (std::int64_t i = 0; i < LossScale::kGrowAfter; ++i)
        EXPECT_FALSE(scale.update(true));
    EXPECT_EQ(scale.value(), LossScale::kStart);
    LossScale again(true);
    again.restore(scale.state(), "state");
    EXPECT_EQ(again.state(), scale.state());
    while (scale.value() > 1)
        EXPECT_TRUE(scale.update(false));
    EXPECT_FALSE(scale.update(false)) << "with no factor left it is a fault of the step";
    EXPECT_EQ(LossScale(false).value(), 1);

    TrainOptions options;
    options.fp16 = options.bf16 = true;
    EXPECT_THROW(options.precision(), Error);
}

}  // namespace
}  // namespace atelier::training::test
