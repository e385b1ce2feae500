#include "training/footprint.h"

#include <algorithm>
#include <numeric>

namespace atelier::training {
namespace {

std::uint64_t bytes(double count) {
    return static_cast<std::uint64_t>(std::max(0.0, count));
}

double number(std::int64_t value) {
    return static_cast<double>(value);
}

// How attention lays the samples out: nn/attention.cpp pads short ones, and calls others length by length.
struct Layout {
    double rows;  ///< tokens with their padding
    bool copies;  ///< samples are gathered into tensors of their own, and the result back
};

Layout layoutOf(const BatchShape& batch, bool tower) {
    const double tokens = number(tower ? batch.patches : batch.tokens);
    if (tower || batch.lengths.size() < 2) return {tokens, false};
    const std::int64_t longest = *std::max_element(batch.lengths.begin(), batch.lengths.end());
    const double padded = number(longest) * static_cast<double>(batch.lengths.size());
    if (padded == tokens) return {tokens, false};
    if (longest <= 512 && padded <= 2 * tokens) return {padded, true};
    return {tokens, true};
}

double rowsOf(const BlockShape& block, const BatchShape& batch) {
    return number(block.tower ? batch.patches : batch.tokens);
}

// What a block keeps between its forward and its backward pass.
double kept(const BlockShape& block, const BatchShape& batch, std::int64_t element) {
    if (!block.recorded) return 0;
    const double rows = rowsOf(block, batch), e = number(element);
    const Layout layout = layoutOf(batch, block.tower);
    const double prefixRows = number(block.prefix) * static_cast<double>(batch.lengths.size());

    // Inputs of the two norms: the residual stream itself.
    double perRow = 2 * number(block.hidden);
    if (block.keepsAttentionInput) perRow += number(block.hidden);
    if (block.keepsMixed && layout.copies) perRow += number(block.queries);
    if (block.keepsMlpInput) perRow += number(block.hidden);
    perRow += number(block.gated ? 2 * block.inner : block.inner);
    if (block.keepsInner) perRow += number(block.inner);
    perRow += number(block.methodElements);
    // Queries, keys and values of all heads, and what attention gives; fused and turned, values keep the whole product.
    const bool sharedProduct = block.fused && block.rotary && !layout.copies;
    const double attention = number(block.queries) * (sharedProduct ? 6 : 4);
    double all = (rows * perRow + layout.rows * attention) * e;
    all += 2 * prefixRows * number(block.queries) * e;
    if (block.prefix > 0)
        for (const std::int64_t length : batch.lengths)
            all += number(length) * number(length + block.prefix) * e;  // the mask
    all += rows * (8 + 4 * number(block.heads));                        // fp32: scales of norms, sums of attention
    // Trained weights are cast for 16-bit products, and the cast stays until the backward pass.
    if (element < 4) all += number(block.trainedElements) * e;
    return all;
}

// The widest moment of a block's forward pass, beside what is kept: its MLP.
double forwardWork(const BlockShape& block, const BatchShape& batch, std::int64_t element) {
    const double wide = number(block.gated ? 3 * block.inner : 4 * block.inner) + 3 * number(block.hidden);
    return rowsOf(block, batch) * wide * number(element);
}

double backwardWork(const BlockShape& block, const BatchShape& batch, std::int64_t element) {
    if (!block.recorded) return 0;
    const double wide = 3 * number(block.inner) + 2 * number(block.hidden);
    return rowsOf(block, batch) * wide * number(element);
}

struct Activations {
    double tower = 0, language = 0;          ///< kept
    double towerWork = 0, languageWork = 0;  ///< of the widest block, in its forward or its backward pass
};

Activations activationsOf(const ModelShape& model, const BatchShape& batch, const Numbers& numbers) {
    Activations sum;
    for (const BlockShape& block : model.blocks) {
        double keeps = kept(block, batch, numbers.compute), anew = 0;
        if (numbers.checkpointing && block.recorded) {
            anew = keeps;  // computed once more, one block at a time
            keeps = rowsOf(block, batch) * number(block.hidden * numbers.compute);
        }
        (block.tower ? sum.tower : sum.language) += keeps;
        double& work = block.tower ? sum.towerWork : sum.languageWork;
        work = std::max(
            {work, forwardWork(block, batch, numbers.compute), anew + backwardWork(block, batch, numbers.compute)});
    }
    if (model.projectorTrains || model.towerTrains)
        sum.tower += 4 * number(batch.imageTokens * model.projectorWidth * numbers.compute);
    return sum;
}

// Logits of one chunk, their chances and, in 16 bits, both once more; gradients of what is predicted from.
double lossWork(const ModelShape& model, const BatchShape& batch, const Numbers& numbers, bool training) {
    const double row = number(model.vocabulary) * 4;
    const double rows = std::min(number(batch.targets), std::max(64.0, number(numbers.lossChunk) / row));
    double all = rows * row * (1 + 2 * number(numbers.compute) / 4) +
                 (training ? 2 : 1) * number(batch.targets * model.hidden * numbers.compute);
    if (numbers.compute < (model.headTrains ? numbers.trained : numbers.frozen))
        all += number(model.vocabulary * model.hidden * numbers.compute);
    return all;
}

double pixelBytes(const ModelShape& model, const BatchShape& batch, const Numbers& numbers, std::uint64_t waiting) {
    const double cast = numbers.compute < 4 ? number(batch.pixelElements * numbers.compute) : 0;
    return number(batch.pixelElements) * 4 + cast + static_cast<double>(waiting) +
           3 * number(batch.imageTokens * model.hidden * numbers.compute);
}

double weightBytes(const ModelShape& model, const Numbers& numbers) {
    const double base = number(model.parameters - (model.trained - model.methodParameters));
    return base * number(numbers.frozen) + number(model.trained * numbers.trained);
}

}  // namespace

std::uint64_t Footprint::sum() const {
    return weights + gradients + optimizer + towerActivations + languageActivations + working + pixels;
}

Footprint footprint(const ModelShape& model, const BatchShape& batch, const Numbers& numbers, std::uint64_t waiting) {
    const Activations activations = activationsOf(model, batch, numbers);
    const double stream = 2 * number(batch.tokens * model.hidden * numbers.compute);  // embeddings, final norm
    const double gradients = number(model.trained * numbers.trained);
    const double head = number(model.vocabulary * model.hidden);
    const double headGradient = model.headTrains ? 4 * head : 0;

    Footprint now;
    now.weights = bytes(weightBytes(model, numbers));
    now.optimizer = numbers.optimizerState;
    now.pixels = bytes(pixelBytes(model, batch, numbers, waiting));

    const double early = numbers.accumulates ? gradients : 0;
    // In the tower nothing of the language model is kept yet, or any more.
    const double atTower = early + activations.tower + activations.towerWork;
    // The end of the forward pass: everything is kept, and of the gradients the head's.
    const double loss = std::max(lossWork(model, batch, numbers, true), activations.languageWork);
    const double atLoss = early + headGradient + activations.tower + activations.language + stream + loss;
    // The end of the backward pass: nothing is kept any more, and all gradients are there; that of the embeddings is
    // as large as they are before it is added.
    const double embedded = model.embeddingsTrain ? 4 * head : 0;
    const double atEnd = gradients + embedded;
    if (atEnd > std::max(atLoss, atTower)) {
        now.gradients = bytes(gradients);
        now.working = bytes(embedded);
    } else if (atTower > atLoss) {
        now.gradients = bytes(early);
        now.towerActivations = bytes(activations.tower);
        now.working = bytes(activations.towerWork);
    } else {
        now.gradients = bytes(early + headGradient);
        now.towerActivations = bytes(activations.tower);
        now.languageActivations = bytes(activations.language + stream);
        now.working = bytes(loss);
    }
    return now;
}

Footprint evaluationFootprint(const ModelShape& model, const BatchShape& batch, const Numbers& numbers,
                              std::uint64_t waiting) {
    ModelShape frozen = model;
    for (BlockShape& block : frozen.blocks)
        block.recorded = false;
    frozen.projectorTrains = frozen.towerTrains = false;
    Footprint now;
    now.weights = bytes(weightBytes(model, numbers));
    now.optimizer = numbers.optimizerState;
    now.pixels = bytes(pixelBytes(model, batch, numbers, waiting));
    now.languageActivations = bytes(2 * number(batch.tokens * model.hidden * numbers.compute));
    const Activations activations = activationsOf(frozen, batch, numbers);
    now.working =
        bytes(std::max({activations.towerWork, activations.languageWork, lossWork(model, batch, numbers, false)}));
    return now;
}

std::uint64_t cacheBytes(const ModelShape& model, std::int64_t samples, std::int64_t tokens,
                         std::int64_t elementBytes) {
    std::int64_t perToken = 0;
    for (const BlockShape& block : model.blocks)
        if (!block.tower) perToken += 2 * block.keyValues;
    return bytes(number(perToken) * number(samples) * number(tokens) * number(elementBytes));
}

Work trainingWork(const ModelShape& model, const BatchShape& batch, const Numbers& numbers) {
    Work work;
    for (const BlockShape& block : model.blocks) {
        const double rows = rowsOf(block, batch);
        // Forward; the gradient of the input; that of the weights.
        const double passes = 1 + (block.recorded ? 1 : 0) + (block.recorded && numbers.checkpointing ? 1 : 0);
        work.products += rows * (passes * number(block.parameters) + number(block.trainedElements));
        double pairs = 0;  // queries times the keys that they see
        if (block.tower) {
            const double images = std::max(1.0, number(batch.samples));
            pairs = rows * rows / images;
        } else {
            for (const std::int64_t length : batch.lengths)
                pairs += number(length) * (number(length) / 2 + number(block.prefix));
        }
        work.products += passes * 2 * pairs * number(block.queries) * (block.recorded ? 1.5 : 1);
        work.traffic += passes * rows * (12 * number(block.hidden) + 6 * number(block.inner));
    }
    work.products += number(batch.imageTokens) * number(model.projectorParameters) * (model.projectorTrains ? 3 : 1);
    work.products += number(batch.targets) * number(model.vocabulary * model.hidden) * (model.headTrains ? 3 : 2);
    work.traffic += number(batch.targets) * number(model.vocabulary) * 6;
    work.traffic += number(model.trained) * 8;  // the optimizer
    return work;
}

}  // namespace atelier::training
