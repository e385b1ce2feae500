#include "training/footprint.h"

#include <gtest/gtest.h>

using namespace atelier::training;

namespace {

BlockShape languageBlock() {
    BlockShape block;
    block.hidden = 64, block.inner = 128, block.queries = 64, block.keyValues = 32, block.heads = 4;
    block.gated = block.rotary = true;
    block.parameters = 40'000;
    return block;
}

ModelShape frozenModel() {
    ModelShape model;
    model.blocks.assign(3, languageBlock());
    BlockShape tower = languageBlock();
    tower.tower = tower.fused = true;
    tower.gated = false;
    model.blocks.insert(model.blocks.begin(), tower);
    model.hidden = 64, model.vocabulary = 1000, model.projectorWidth = 256;
    model.parameters = 300'000, model.trained = model.methodParameters = 5'000;
    return model;
}

ModelShape adapted() {
    ModelShape model = frozenModel();
    for (auto& block : model.blocks)
        if (!block.tower) {
            block.recorded = block.keepsAttentionInput = block.keepsMixed = block.keepsMlpInput = block.keepsInner =
                true;
            block.methodElements = 56;
        }
    return model;
}

BatchShape batchOf(std::int64_t samples, std::int64_t tokens) {
    BatchShape batch;
    batch.samples = samples, batch.tokens = samples * tokens, batch.targets = samples * 5;
    batch.lengths.assign(static_cast<std::size_t>(samples), tokens);
    batch.imageTokens = batch.tokens / 2, batch.patches = 4 * batch.imageTokens;
    batch.pixelElements = batch.patches * 1176;
    return batch;
}

Numbers fp32() {
    Numbers numbers;
    numbers.lossChunk = 24 << 20;
    return numbers;
}

}  // namespace

TEST(Footprint, weightsGradientsAndStateAreCounted) {
    auto numbers = fp32();
    numbers.optimizerState = 40'000;
    numbers.accumulates = true;
    const auto adapter = footprint(adapted(), batchOf(2, 50), numbers, 0);
    EXPECT_EQ(adapter.weights, 4u * 305'000);
    EXPECT_EQ(adapter.gradients, 4u * 5'000);
    EXPECT_EQ(adapter.optimizer, 40'000u);
    EXPECT_EQ(adapter.sum(), adapter.weights + adapter.gradients + adapter.optimizer + adapter.towerActivations +
                                 adapter.languageActivations + adapter.working + adapter.pixels);
    // bf16: what is frozen takes two bytes, what is trained four.
    numbers.compute = numbers.frozen = 2;
    EXPECT_EQ(footprint(adapted(), batchOf(2, 50), numbers, 0).weights, 2u * 300'000 + 4u * 5'000);
}

TEST(Footprint, activationsGrowWithTheBatchAndOnlyWhereAGradientFlows) {
    const auto one = footprint(adapted(), batchOf(1, 100), fp32(), 0),
               two = footprint(adapted(), batchOf(2, 100), fp32(), 0);
    EXPECT_EQ(two.languageActivations, 2 * one.languageActivations);
    EXPECT_EQ(one.towerActivations, 0u);
    // By hand, a token and layer: stream twice, inputs of q k v and of the MLP, gate and up, their product, the method;
    // queries, keys, values and result; two norms' scales and four heads' sums; the embeddings and the final norm.
    const std::uint64_t layer = (2 * 64 + 64 + 64 + 2 * 128 + 128 + 56 + 4 * 64) * 4 + 8 + 4 * 4;
    EXPECT_EQ(one.languageActivations, 100 * (3 * layer + 2 * 64 * 4));

    auto model = adapted();
    model.blocks.front().recorded = model.towerTrains = true;
    EXPECT_GT(footprint(model, batchOf(1, 100), fp32(), 0).towerActivations, 0u);
    model.blocks[1].recorded = false;
    EXPECT_LT(footprint(model, batchOf(1, 100), fp32(), 0).languageActivations, one.languageActivations);
}

TEST(Footprint, checkpointingKeepsTheStreamAndOneBlock) {
    auto numbers = fp32();
    const auto all = footprint(adapted(), batchOf(2, 100), numbers, 0);
    numbers.checkpointing = true;
    const auto few = footprint(adapted(), batchOf(2, 100), numbers, 0);
    EXPECT_EQ(few.languageActivations, 200u * (3 * 64 + 2 * 64) * 4);
    EXPECT_GT(few.working, all.working);
    EXPECT_LT(few.sum(), all.sum());
}

TEST(Footprint, manyGradientsOutweighFewActivations) {
    auto model = adapted();
    model.trained = model.parameters, model.methodParameters = 0;
    const auto small = footprint(model, batchOf(1, 2), fp32(), 0);
    EXPECT_EQ(small.gradients, 4u * 300'000);
    EXPECT_EQ(small.languageActivations, 0u);  // gone when the last gradient comes
}

TEST(Footprint, picturesThatWaitAreCounted) {
    const auto none = footprint(adapted(), batchOf(2, 100), fp32(), 0),
               six = footprint(adapted(), batchOf(2, 100), fp32(), 6000);
    EXPECT_EQ(six.pixels - none.pixels, 6000u);
    EXPECT_GE(none.pixels, 100u * 4 * 1176 * 4);
}

TEST(Footprint, evaluationKeepsNothing) {
    const auto training = footprint(adapted(), batchOf(4, 200), fp32(), 0);
    const auto evaluation = evaluationFootprint(adapted(), batchOf(4, 200), fp32(), 0);
    EXPECT_EQ(evaluation.weights, training.weights);
    EXPECT_EQ(evaluation.gradients, 0u);
    EXPECT_LT(evaluation.sum(), training.sum());
    EXPECT_EQ(cacheBytes(adapted(), 2, 10, 2), 3u * 2 * 32 * 2 * 10 * 2);
}

TEST(Footprint, workGrowsWithWhatIsTrained) {
    const auto frozen = trainingWork(frozenModel(), batchOf(2, 50), fp32()),
               tuned = trainingWork(adapted(), batchOf(2, 50), fp32());
    EXPECT_GT(tuned.products, frozen.products);
    auto anew = fp32();
    anew.checkpointing = true;
    EXPECT_GT(trainingWork(adapted(), batchOf(2, 50), anew).products, tuned.products);
}
