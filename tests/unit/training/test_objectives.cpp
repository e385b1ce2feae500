#include "common/error.h"
#include "common/file.h"
#include "protocol/training_metrics.h"
#include "training/objectives/objective.h"
#include "training/objectives/options.h"
#include "unit/training/support.h"

#include <cmath>

namespace atelier::training::test {
namespace {

using Learns = ObjectiveInfo::Learns;

// A question, with two answers to it, or with an answer and that to another question.
Example judgedExample(std::int64_t number) {
    const auto seed = static_cast<std::uint64_t>(number);
    Example example(randomSample(500 + seed, 6 + number % 3, 2 + number % 3, number % 3 == 0));
    auto other = randomSample(500 + seed, 6 + number % 3, 2 + number % 3, number % 3 == 0);
    for (std::size_t i = 0; i < other.ids.size(); ++i)
        if (other.labels[i] != models::kIgnore) other.ids[i] = other.labels[i] = (other.ids[i] * 7 + 13) % 98;
    example.sequences.push_back(std::move(other));
    example.liked = number % 3 != 1;
    return example;
}

TrainOptions optionsFor(const std::string& objective) {
    auto options = quickOptions();
    options.objective.stage = objectiveInfo(objective).stage;
    options.objective.loss = objective;
    options.objective.ftx = 0.1;
    return options;
}

std::vector<std::string> preferences() {
    std::vector<std::string> names;
    for (const auto& [name, info] : Registry<ObjectiveInfo>::instance().all())
        if (info.learns != Learns::Answers) names.push_back(name);
    return names;
}

std::unique_ptr<Bench> judgedBench(double dropout = 0, const std::string& more = {}) {
    auto bench = std::make_unique<Bench>(dropout, 12, more);
    bench->judged = judgedExample;
    return bench;
}

// What a run leaves, but for times.
std::string leftBy(Bench& bench, std::int64_t steps) {
    std::string text = bench.bytes();
    for (auto line : logLines(bench.folder->path / "trainer_log.jsonl")) {
        for (const char* key : {"elapsed_time", "remaining_time", "throughput", "samples_per_second", "memory"})
            line.erase(key);
        text += line.dump() + "\n";
    }
    const auto checkpoint = RunFolder(bench.folder->path).checkpoint(steps);
    for (const char* file : {"optimizer.safetensors", "reference.safetensors"})
        if (pathExists(checkpoint / file)) text += readFile(checkpoint / file);
    return text;
}

TEST(Objectives, HaveBothSidesAndDefinedMetrics) {
    std::set<std::string> infos, factories;
    for (const auto& [name, info] : Registry<ObjectiveInfo>::instance().all()) {
        infos.insert(name);
        EXPECT_FALSE(info.title.empty() || info.summary.empty()) << name;
        for (const auto& metric : info.metrics) {
            ASSERT_NE(protocol::findTrainingMetric(metric), nullptr) << metric;
            EXPECT_NE(protocol::findTrainingMetric(metric)->chart, protocol::TrainingMetric::Chart::None) << metric;
        }
        auto options = optionsFor(name);
        EXPECT_EQ(options.objective.name(), name);
        EXPECT_EQ(makeObjective(options)->info().title, info.title);
    }
    for (const auto& [name, _] : Registry<ObjectiveFactory>::instance().all())
        factories.insert(name);
    EXPECT_EQ(infos, factories);
    EXPECT_EQ(objectivesOf("sft"), std::vector<std::string>{"sft"});
}

TEST(Objectives, LogProbabilitiesAreThoseOfTheLogits) {
    Bench bench;
    peft::test::shake(bench.trainable.parameters());
    bench.inDoubles();
    const auto a = randomSample(1, 6, 3, true), b = randomSample(2, 5, 2);
    const auto packed = packSequences({&a, &b});
    const auto sums = sequenceLogProbs(*bench.model, packed);
    ASSERT_EQ(sums.size(0), 2);
    EXPECT_TRUE(at::equal(packed.targets, torch::tensor({3.0, 2.0}, torch::kFloat64)));
    std::int64_t i = 0;
    for (const auto* one : {&a, &b}) {
        const auto batch = models::pack({one});
        const auto logs = bench.model->logits(bench.model->hidden(batch)).log_softmax(-1);
        const auto own = logs.index_select(0, batch.targets.rows).gather(1, batch.targets.ids.unsqueeze(1)).sum();
        EXPECT_NEAR(sums[i++].item<double>(), own.item<double>(), 1e-6);
    }
}

TEST(Objectives, TheirGradientIsThatOfTheirLoss) {
    for (const auto& name : preferences()) {
        // What is estimated on the batch is a constant of the gradient, but no constant of the loss.
        if (objectiveInfo(name).couples) continue;
        auto bench = judgedBench();
        peft::test::shake(bench->trainable.parameters());
        bench->inDoubles();
        const auto objective = makeObjective(optionsFor(name));
        const auto a = judgedExample(0), b = judgedExample(1), c = judgedExample(2);
        const auto batch = objective->pack({&a, &b, &c});
        const Reference reference = [](const ExampleBatch& asked) {
            return torch::full({asked.size(), 2}, -9.5, torch::kFloat64);
        };
        const auto loss = [&] { return objective->loss(*bench->model, batch, reference, true).loss; };
        loss().backward();
        torch::NoGradGuard noGrad;
        torch::manual_seed(3);
        double slope = 0, difference = 0;
        std::vector<torch::Tensor> directions;
        for (const auto& parameter : bench->parameters()) {
            directions.push_back(torch::randn_like(parameter.tensor));
            if (parameter.tensor.grad().defined())
                slope += (parameter.tensor.grad() * directions.back()).sum().item<double>();
        }
        for (const double side : {1.0, -1.0}) {
            constexpr double kStep = 1e-4;  // some blocks compute in fp32
            for (std::size_t i = 0; i < directions.size(); ++i)
                torch::Tensor(bench->parameters()[i].tensor).add_(directions[i], side * kStep);
            difference += side * loss().item<double>() / (2 * kStep);
            for (std::size_t i = 0; i < directions.size(); ++i)
                torch::Tensor(bench->parameters()[i].tensor).sub_(directions[i], side * kStep);
        }
        EXPECT_NEAR(slope, difference, 5e-4 * std::max(1.0, std::abs(slope))) << name;
    }
}

TEST(Objectives, AccumulationIsOneBigBatch) {
    for (const auto& name : preferences()) {
        if (objectiveInfo(name).couples) continue;
        auto options = optionsFor(name);
        options.maxSteps = 1;
        options.optimizer = "sgd";
        options.maxGradNorm = 0;
        options.learningRate = 1;
        std::vector<std::vector<torch::Tensor>> ends;
        std::vector<double> losses, accuracies;
        for (const std::int64_t batch : {12, 2}) {
            auto bench = judgedBench();
            peft::test::shake(bench->trainable.parameters());
            bench->inDoubles();
            options.batchSize = batch;
            options.accumulation = 12 / batch;
            bench->trainer(options).run(unasked());
            auto& end = ends.emplace_back();
            for (const auto& parameter : bench->parameters())
                end.push_back(parameter.tensor.detach().clone());
            const auto line = logLines(bench->folder->path / "trainer_log.jsonl").at(0);
            losses.push_back(line.at("loss").get<double>());
            accuracies.push_back(line.at("accuracy").get<double>());
        }
        EXPECT_NEAR(losses[0], losses[1], 1e-6) << name;
        EXPECT_EQ(accuracies[0], accuracies[1]) << name;
        for (std::size_t i = 0; i < ends[0].size(); ++i)
            EXPECT_TRUE(at::allclose(ends[0][i], ends[1][i], 1e-6, 1e-9)) << name;
    }
}

TEST(Objectives, LearnToPrefer) {
    for (const auto& name : preferences()) {
        auto bench = judgedBench();
        auto options = optionsFor(name);
        options.maxSteps = 25;
        options.batchSize = 12;
        options.accumulation = 1;
        options.objective.beta = 0.5;
        bench->trainer(options).run(unasked());
        const auto lines = logLines(bench->folder->path / "trainer_log.jsonl");
        const auto& first = lines.front();
        const auto& last = lines.back();
        EXPECT_LT(last.at("loss").get<double>(), first.at("loss").get<double>()) << name;
        EXPECT_GT(last.at("rewards/margins").get<double>(), first.at("rewards/margins").get<double>() + 0.2) << name;
        if (last.contains("accuracy")) EXPECT_GE(last.at("accuracy").get<double>(), 0.95) << name;
    }
}

TEST(Objectives, ResumeEqualsNoStopToTheLastBit) {
    for (const auto& name : preferences())
        for (const bool varies : {false, true}) {
            auto options = optionsFor(name);
            options.loggingSteps = 2;  // no divisor of the stop: what is summed for the log goes on too
            options.evalStrategy = "steps";
            options.evalSteps = 3;
            options.saveSteps = 100;
            auto whole = judgedBench(0.2), cut = judgedBench(0.2);
            whole->varies = cut->varies = varies;
            whole->trainer(options).run(unasked());
            {
                auto trainer = cut->trainer(options);
                trainer.stopAt(5);
                EXPECT_THROW(trainer.run(unasked()), Error);
            }
            auto again = judgedBench(0.2);
            again->varies = varies;
            again->runPath = cut->folder->path;
            auto trainer = again->trainer(options);
            ASSERT_TRUE(trainer.resume());
            trainer.run(unasked());
            again->folder.swap(cut->folder);
            EXPECT_TRUE(leftBy(*whole, 9) == leftBy(*again, 9)) << name << (varies ? ", varied" : "");
        }
}

TEST(Objectives, ResultsThatAreReadLateAreTheSame) {
    auto options = optionsFor("sigmoid");
    options.loggingSteps = 4;
    auto at = judgedBench(0.1), late = judgedBench(0.1);
    at->trainer(options).run(unasked());
    TrainerSetup setup;
    setup.deferResults = true;
    late->trainer(options, [](const protocol::Event&) {}, {}, setup).run(unasked());
    EXPECT_TRUE(leftBy(*at, 9) == leftBy(*late, 9));
}

// The trainer is told of whole weights: nothing is switched off, and the reference is asked before the first step.
TEST(Reference, IsAskedOnceBeforeTheTrainingWhereNothingCanBeSwitchedOff) {
    auto options = optionsFor("sigmoid");
    options.objective.reference = "start";
    options.evalStrategy = "steps";
    options.evalSteps = 9;
    options.maxSteps = 9;
    options.saveSteps = 100;
    auto whole = judgedBench();
    peft::test::shake(whole->trainable.parameters());
    whole->trainer(options).run(unasked());
    const auto first = logLines(whole->folder->path / "trainer_log.jsonl").front();
    EXPECT_NEAR(first.at("rewards/chosen").get<double>(), 0, 1e-5) << "the model is its own reference at the start";

    auto cut = judgedBench(), again = judgedBench();
    for (auto* bench : {cut.get(), again.get()})
        peft::test::shake(bench->trainable.parameters());
    {
        auto trainer = cut->trainer(options);
        trainer.stopAt(4);
        EXPECT_THROW(trainer.run(unasked()), Error);
    }
    again->runPath = cut->folder->path;
    auto trainer = again->trainer(options);
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    again->folder.swap(cut->folder);
    EXPECT_TRUE(leftBy(*whole, 9) == leftBy(*again, 9));
}

TEST(Reference, CannotBeAskedBeforeOfSamplesThatVary) {
    auto bench = judgedBench();
    bench->varies = true;
    auto options = optionsFor("sigmoid");
    options.objective.reference = "start";
    EXPECT_THROW(bench->trainer(options), Error);
    options.objective.reference = "none";
    EXPECT_NO_THROW(bench->trainer(options));
}

TEST(Reference, IsTheModelWithoutTheAdapter) {
    auto options = optionsFor("sigmoid");
    options.maxSteps = 1;
    options.batchSize = 12;
    options.accumulation = 1;
    auto bench = judgedBench();
    bench->trainer(options).run(unasked());
    // A fresh adapter changes nothing: no reward, whatever the answers.
    const auto line = logLines(bench->folder->path / "trainer_log.jsonl").front();
    EXPECT_NEAR(line.at("rewards/chosen").get<double>(), 0, 1e-5);
    auto shaken = judgedBench();
    peft::test::shake(shaken->trainable.parameters());
    shaken->trainer(options).run(unasked());
    const auto other = logLines(shaken->folder->path / "trainer_log.jsonl").front();
    EXPECT_GT(std::abs(other.at("rewards/chosen").get<double>()), 1e-3);
}

TEST(Objectives, TheRightOnesNeedAReference) {
    ObjectiveOptions options;
    EXPECT_FALSE(options.compares());
    options.stage = "dpo";
    EXPECT_TRUE(options.compares());
    options.reference = "none";
    EXPECT_FALSE(options.compares());
    EXPECT_NO_THROW(options.check());
    options.loss = "kto_pair";
    EXPECT_THROW(options.check(), Error);
    options.loss = "orpo";
    EXPECT_NO_THROW(options.check());
    options.stage = "kto";
    EXPECT_THROW(options.check(), Error);
}

TEST(TrainSettings, APreferenceMetricSaysWhichIsBest) {
    auto options = optionsFor("sigmoid");
    options.bestMetric = "rewards/accuracies";
    const TrainSettings settings(options);
    EXPECT_EQ(settings.followedMetric, "eval_rewards/accuracies");
    EXPECT_TRUE(settings.higherIsBetter);
    EXPECT_TRUE(settings.judgedBy.empty());
    options.objective.stage = "sft";
    EXPECT_THROW(TrainSettings{options}, Error);
}

}  // namespace
}  // namespace atelier::training::test
