#include "nn/build_device.h"
#include "planning/memory.h"
#include "unit/peft/tiny_model.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::planning;

namespace {

// A tiny model with a method, sizes alone.
struct Planned {
    explicit Planned(const std::string& yaml = "finetuning_type: lora\nlora_rank: 4\n",
                     const std::string& family = "qwen2_vl") {
        const nn::BuildDevice device(torch::kMeta);
        model = peft::test::tinyModel(family);
        trainable = peft::makeTrainable(*model, peft::test::family(family), peft::test::recipe(yaml), 1);
    }
    Footprint training(const training::ExampleBatch& batch, const StepOptions& options = {}) {
        return trainingFootprint(*model, trainable.parameters(), *objective, batch, options);
    }
    std::uint64_t trained() const {
        std::uint64_t bytes = 0;
        for (const auto& parameter : trainable.parameters())
            bytes += parameter.tensor.nbytes();
        return bytes;
    }

    std::shared_ptr<models::Model> model;
    peft::Trainable trainable;
    std::unique_ptr<training::Objective> objective = training::makeObjective({});
};

// One text of which the last `targets` tokens are learned.
training::ExampleBatch textOf(std::int64_t tokens, std::int64_t targets) {
    models::Encoded sample;
    sample.ids.assign(static_cast<std::size_t>(tokens), 5);
    sample.labels.assign(static_cast<std::size_t>(tokens), models::kIgnore);
    for (std::int64_t i = tokens - targets; i < tokens; ++i)
        sample.labels[static_cast<std::size_t>(i)] = 5;
    sample.positionPlanes = 3;
    for (std::int64_t i = 0; i < 3 * tokens; ++i)
        sample.positions.push_back(i % tokens);
    const training::Example example(sample);
    return training::makeObjective({})->pack({&example}).to(torch::kMeta);
}

std::uint64_t language(const Footprint& footprint) {
    return footprint.activations.at("language_model");
}

}  // namespace

TEST(Memory, weightsGradientsAndStateAreCounted) {
    Planned planned;
    StepOptions options;
    options.optimizerState = 40'000;
    options.accumulates = true;
    const auto footprint = planned.training(textOf(50, 5), options);
    std::uint64_t weights = planned.trained();
    for (const auto& parameter : planned.model->parameters())
        weights += parameter.nbytes();
    EXPECT_EQ(footprint.weights, weights);
    EXPECT_GT(footprint.gradients, 0u);
    EXPECT_LE(footprint.gradients, planned.trained());
    EXPECT_EQ(footprint.optimizer, 40'000u);
    std::uint64_t activations = 0;
    for (const auto& [_, bytes] : footprint.activations)
        activations += bytes;
    EXPECT_EQ(footprint.sum(), footprint.weights + footprint.gradients + footprint.optimizer + activations +
                                   footprint.working + footprint.batch);
}

TEST(Memory, activationsGrowWithTheBatch) {
    Planned planned;
    const auto one = planned.training(textOf(200, 5)), two = planned.training(textOf(400, 5));
    EXPECT_NEAR(static_cast<double>(language(two)) / static_cast<double>(language(one)), 2, 0.1);
    EXPECT_FALSE(one.activations.contains("vision_tower")) << "the batch has no media";
}

TEST(Memory, recomputingKeepsLess) {
    Planned planned;
    const auto all = planned.training(textOf(400, 5));
    planned.model->recompute = true;
    const auto few = planned.training(textOf(400, 5));
    EXPECT_LT(language(few), language(all) / 2);
    EXPECT_LT(few.sum(), all.sum());
}

TEST(Memory, whatNothingTrainsBelowKeepsNothing) {
    Planned every, last("finetuning_type: lora\nlora_rank: 4\ntrainable_layers: 2\n");
    EXPECT_LT(language(last.training(textOf(400, 5))), language(every.training(textOf(400, 5))) / 2);
}

TEST(Memory, evaluationKeepsNothing) {
    Planned planned;
    const auto batch = textOf(400, 5);
    const auto training = planned.training(batch);
    const auto evaluation =
        evaluationFootprint(*planned.model, planned.trainable.parameters(), *planned.objective, batch, {});
    EXPECT_EQ(evaluation.weights, training.weights);
    EXPECT_EQ(evaluation.gradients, 0u);
    EXPECT_LT(evaluation.sum(), training.sum());
}

TEST(Memory, aBatchWithNothingToLearnNeedsItsWeights) {
    Planned planned;
    EXPECT_GE(planned.training(textOf(20, 0)).sum(), weightBytes(*planned.model, planned.trainable.parameters()));
}

TEST(Memory, cachesAreCounted) {
    Planned planned;  // 3 layers with 2 heads of 8 for keys and values
    EXPECT_EQ(cacheBytes(*planned.model, 2, 10), 3u * 2 * (2 * 8) * 2 * 10 * 4);
}

TEST(Memory, recurrentLayersAreCounted) {
    Planned planned("finetuning_type: lora\nlora_rank: 4\n", "qwen3_5");
    const auto one = planned.training(textOf(256, 5)), two = planned.training(textOf(512, 5));
    EXPECT_NEAR(static_cast<double>(language(two)) / static_cast<double>(language(one)), 2, 0.1);
    planned.model->recompute = true;
    EXPECT_LT(language(planned.training(textOf(512, 5))), language(two) / 2);
    // One attention layer with 2 heads of 16; two others with 3 rows of 56 channels and 4 states of 8 x 6.
    const std::uint64_t fixed = 2u * 2 * (3 * 56 + 4 * 8 * 6) * 4;
    EXPECT_EQ(cacheBytes(*planned.model, 2, 10), 2u * (2 * 16) * 2 * 10 * 4 + fixed);
}
