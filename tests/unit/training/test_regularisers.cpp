#include "common/error.h"
#include "common/file.h"
#include "training/loss.h"
#include "training/weight_average.h"
#include "unit/training/support.h"

namespace atelier::training::test {
namespace {

TEST(LabelSmoothing, IsThatOfCrossEntropy) {
    torch::manual_seed(2);
    const auto hidden = torch::randn({40, 12}, torch::kDouble).requires_grad_();
    const auto weight = torch::randn({33, 12}, torch::kDouble).requires_grad_();
    const auto targets = torch::randint(0, 33, {40}, torch::kInt64);
    const auto counts = torch::rand({40}, torch::kFloat32);
    linearCrossEntropy(hidden, weight, targets, counts, 0.2).backward();
    const auto gradHidden = hidden.grad().clone(), gradWeight = weight.grad().clone();
    hidden.mutable_grad().reset();
    weight.mutable_grad().reset();
    namespace F = torch::nn::functional;
    const auto each = F::cross_entropy(hidden.matmul(weight.t()), targets,
                                       F::CrossEntropyFuncOptions().label_smoothing(0.2).reduction(torch::kNone));
    const auto expected = (each * counts).sum();
    expected.backward();
    EXPECT_NEAR(linearCrossEntropy(hidden, weight, targets, counts, 0.2).item<double>(), expected.item<double>(), 1e-9);
    EXPECT_LT((gradHidden - hidden.grad()).abs().max().item<double>(), 1e-10);
    EXPECT_LT((gradWeight - weight.grad()).abs().max().item<double>(), 1e-10);
}

TEST(LabelSmoothing, CountsInTrainingAndNotInTheValidation) {
    auto options = quickOptions();
    options.maxSteps = 1;
    options.learningRate = 1e-12;
    options.evalStrategy = "steps";
    options.evalSteps = 1;
    Bench plain, smoothed;
    plain.trainer(options).run(unasked());
    options.optimization.labelSmoothing = 0.3;
    smoothed.trainer(options).run(unasked());
    const auto a = logLines(plain.folder->path / "trainer_log.jsonl"),
               b = logLines(smoothed.folder->path / "trainer_log.jsonl");
    EXPECT_GT(std::abs(a[0]["loss"].get<double>() - b[0]["loss"].get<double>()), 1e-3);
    EXPECT_NEAR(a[1]["eval_loss"].get<double>(), b[1]["eval_loss"].get<double>(), 1e-6);
}

TEST(Neftune, AddsNoiseOfItsReachToEachToken) {
    for (const char* family : {"qwen2_vl", "llava"}) {
        auto model = peft::test::tinyModel(family);
        const auto batch = peft::test::textBatch(*model);  // of 5 and 3 tokens
        torch::NoGradGuard noGrad;
        // Without layers, and with a norm that only scales, the embeddings come out.
        model->decoder->layers.clear();
        const double large = 1e4;
        model->decoder->norm->options.eps = large * large;
        model->decoder->norm->weight.fill_(large);
        const auto clean = model->hidden(batch);
        model->embeddingNoise = 6;
        const auto noise = model->hidden(batch) - clean;
        const auto other = model->hidden(batch) - clean;
        EXPECT_FALSE(noise.equal(other)) << "drawn again each time";
        for (const auto& [begin, tokens] : {std::pair{0, 5}, {5, 3}}) {
            const double reach = 6 / std::sqrt(tokens * 32.0);
            const auto part = noise.narrow(0, begin, tokens);
            EXPECT_LE(part.abs().max().item<double>(), reach + 1e-5);
            EXPECT_GT(part.abs().max().item<double>(), 0.9 * reach);
            EXPECT_LT(std::abs(part.mean().item<double>()), 0.3 * reach);
        }
        model->embeddingNoise = 0;
        EXPECT_TRUE(model->hidden(batch).equal(clean));
    }
}

TEST(WeightAverage, FollowsItsFormulaAndIsShownOnRequest) {
    auto tensor = torch::zeros({3}).requires_grad_();
    WeightAverage average({{"w", tensor}}, 0.5);
    double expected = 0;
    for (int step = 1; step <= 8; ++step) {
        {
            torch::NoGradGuard noGrad;
            tensor.fill_(step);
        }
        average.update();
        const double decay = std::min(0.5, (1.0 + step) / (10.0 + step));
        expected = decay * expected + (1 - decay) * step;
    }
    average.beforeShowing();
    EXPECT_NEAR(tensor[0].item<double>(), expected, 1e-5);
    average.afterShowing();
    EXPECT_EQ(tensor[0].item<double>(), 8);
    EXPECT_TRUE(tensor.requires_grad());
    average.settle();
    EXPECT_NEAR(tensor[0].item<double>(), expected, 1e-5);
}

TEST(WeightAverage, IsEvaluatedAndSaved) {
    auto options = quickOptions();
    options.evalStrategy = "steps";
    options.evalSteps = 9;
    Bench plain, averaged;
    plain.trainer(options).run(unasked());
    options.optimization.emaDecay = 0.9;
    averaged.trainer(options).run(unasked());
    const auto a = logLines(plain.folder->path / "trainer_log.jsonl"),
               b = logLines(averaged.folder->path / "trainer_log.jsonl");
    ASSERT_EQ(a.size(), b.size());
    // What is learned is the same; what is shown of it is not.
    EXPECT_EQ(a[8]["loss"], b[8]["loss"]);
    EXPECT_NE(a[9]["eval_loss"], b[9]["eval_loss"]);
    const auto checkpoint = std::filesystem::path("checkpoints") / "checkpoint-9";
    const auto saved = readTensors(averaged.folder->path / checkpoint / "adapter" / "adapter_model.safetensors");
    const auto average = readTensors(averaged.folder->path / checkpoint / "average.safetensors");
    for (const auto& [name, tensor] : saved)
        EXPECT_TRUE(tensor.equal(average.at(name))) << name;
    EXPECT_EQ(plain.bytes().size(), averaged.bytes().size());
    EXPECT_NE(plain.bytes(), averaged.bytes()) << "a finished training leaves the average";
}

TEST(Plateau, NeedsEvaluations) {
    auto options = quickOptions();
    options.schedule = "reduce_lr_on_plateau";
    EXPECT_THROW(Bench().trainer(options), Error);
    options.evalStrategy = "steps";
    EXPECT_NO_THROW(Bench().trainer(options));
}

struct Shaped {
    std::string name;
    std::function<void(TrainOptions&)> shape;
};

class ResumeOfShapedTraining : public testing::TestWithParam<Shaped> {};

// Everything that a checkpoint must keep, but for times.
std::string leftBy(Bench& bench) {
    std::string text = bench.bytes();
    for (const auto& line : logLines(bench.folder->path / "trainer_log.jsonl"))
        for (const char* key : {"loss", "lr", "eval_loss"})
            if (line.contains(key)) text += line[key].dump() + " ";
    const auto checkpoint = bench.folder->path / "checkpoints" / "checkpoint-9";
    for (const auto& file : {"adapter/adapter_model.safetensors", "optimizer.safetensors", "parameters.safetensors"})
        text += readFile(checkpoint / file);
    return text;
}

TEST_P(ResumeOfShapedTraining, EqualsNoStopToTheLastBit) {
    auto options = quickOptions();
    options.evalStrategy = "steps";
    options.evalSteps = 2;
    GetParam().shape(options);
    Bench whole(0.2);
    whole.model->embeddingNoise = options.optimization.neftuneAlpha.value_or(0);
    whole.trainer(options).run(unasked());
    Bench killed(0.2);
    killed.model->embeddingNoise = whole.model->embeddingNoise;
    killed.trainer(options).run(unasked());
    for (const char* later : {"checkpoint-9", "checkpoint-8"})
        std::filesystem::remove_all(killed.folder->path / "checkpoints" / later);
    Bench again(0.2);
    again.model->embeddingNoise = whole.model->embeddingNoise;
    again.folder = std::move(killed.folder);
    torch::rand({13});  // the generator is elsewhere
    auto trainer = again.trainer(options);
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    EXPECT_TRUE(leftBy(whole) == leftBy(again));
}

INSTANTIATE_TEST_SUITE_P(Trainer, ResumeOfShapedTraining,
                         testing::Values(Shaped{"averaged", [](TrainOptions& o) { o.optimization.emaDecay = 0.9; }},
                                         Shaped{"noisy", [](TrainOptions& o) { o.optimization.neftuneAlpha = 5; }},
                                         Shaped{"smoothed",
                                                [](TrainOptions& o) { o.optimization.labelSmoothing = 0.1; }},
                                         Shaped{"plateau",
                                                [](TrainOptions& o) {
                                                    o.schedule = "reduce_lr_on_plateau";
                                                    o.learningRate = 0.3;  // so that the loss does not fall for long
                                                    o.optimization.scheduleArguments =
                                                        "{\"patience\": 0, \"factor\": 0.5}";
                                                }},
                                         Shaped{"restarts",
                                                [](TrainOptions& o) {
                                                    o.schedule = "cosine_with_restarts";
                                                    o.optimization.scheduleArguments = "{\"num_cycles\": 3}";
                                                }},
                                         Shaped{"adafactor", [](TrainOptions& o) { o.optimizer = "adafactor"; }},
                                         Shaped{"lion", [](TrainOptions& o) { o.optimizer = "lion_32bit"; }},
                                         Shaped{"lion_8bit", [](TrainOptions& o) { o.optimizer = "lion_8bit"; }},
                                         Shaped{"adamw_8bit", [](TrainOptions& o) { o.optimizer = "adamw_8bit"; }},
                                         Shaped{"paged", [](TrainOptions& o) { o.optimizer = "paged_adamw_8bit"; }},
                                         Shaped{"momentum",
                                                [](TrainOptions& o) {
                                                    o.optimizer = "sgd";
                                                    o.optimization.optimizerArguments = "momentum=0.9";
                                                }}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace atelier::training::test
