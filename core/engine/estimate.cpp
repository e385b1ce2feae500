#include "engine/estimate.h"

#include "checkpoint/safetensors.h"
#include "common/memory.h"
#include "engine/boundary.h"
#include "training/ordering.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace atelier::engine {
namespace {

using training::BatchShape;
using training::Footprint;

// What libraries load and set up once the first step runs, beside what the process holds before.
constexpr std::uint64_t kWarmUp = 60'000'000;
// A CUDA context with the libraries' kernels and workspaces: a guess, to be measured with
// tests/bench/estimate_vs_peak.py where a card is.
constexpr std::uint64_t kCudaContext = 700'000'000;
// What the allocator holds beside what is asked of it.
constexpr double kSlack = 0.05;
// Steps whose batches are looked at for the largest.
constexpr std::int64_t kMostSteps = 2000;

void add(BatchShape& batch, const SampleSize& size) {
    ++batch.samples;
    batch.tokens += size.tokens;
    batch.targets += size.targets;
    batch.imageTokens += size.imageTokens;
    batch.patches += size.patches;
    batch.pixelElements += size.pixelElements;
    batch.lengths.push_back(size.tokens);
}

const SampleSize& sizeOf(const EstimateInput& input, std::int64_t sample) {
    return input
        .train[static_cast<std::size_t>(sample) * input.train.size() / static_cast<std::size_t>(input.trainSamples)];
}

// The batches that a run takes, in its own order, up to kMostSteps steps.
std::vector<BatchShape> batchesOf(const PlannedModel& planned, const EstimateInput& input, std::int64_t steps) {
    std::vector<BatchShape> batches;
    if (input.train.empty() || input.trainSamples == 0) return batches;
    training::Sampler sampler = samplerOf(planned, input);
    for (std::int64_t i = 0; i < std::min(steps, kMostSteps); ++i) {
        const auto step = sampler.next();
        const auto end = step.samples.end();
        auto sample = step.samples.begin();
        for (std::size_t number = 0; sample != end; ++number) {
            const auto count = step.batches.empty() ? planned.train.batchSize : step.batches[number];
            batches.emplace_back();
            for (std::int64_t taken = 0; taken < count && sample != end; ++taken)
                add(batches.back(), sizeOf(input, *sample++));
        }
    }
    return batches;
}

std::vector<BatchShape> evaluationBatches(const PlannedModel& planned, const EstimateInput& input) {
    std::vector<BatchShape> batches;
    if (planned.train.evalStrategy == "no") return batches;
    for (std::size_t i = 0; i < input.validation.size(); ++i) {
        if (i % static_cast<std::size_t>(planned.train.evalBatchSize) == 0) batches.emplace_back();
        add(batches.back(), input.validation[i]);
    }
    return batches;
}

// Samples of a batch in the mean.
std::int64_t batchSizeOf(const PlannedModel& planned, const EstimateInput& input) {
    return std::max<std::int64_t>(1, samplerOf(planned, input).samplesInStep() / planned.train.accumulation);
}

// Bytes of the samples that lie encoded while a batch is computed, that batch's own included: the prefetcher keeps two
// batches ahead, of at most `known` samples that it was asked for.
std::uint64_t waitingBytes(const PlannedModel& planned, const std::vector<SampleSize>& sizes, std::int64_t batchSize,
                           std::int64_t known) {
    double mean = 0;
    for (const auto& size : sizes)
        mean += static_cast<double>(size.pixelElements) * sizeof(float) / static_cast<double>(sizes.size());
    const std::int64_t count = std::max(2 * batchSize, 2 * planned.train.workers) + batchSize;
    return static_cast<std::uint64_t>(mean * static_cast<double>(std::min(count, known)));
}

// The step that is computed, and the next one.
std::uint64_t waitingInTraining(const PlannedModel& planned, const EstimateInput& input) {
    const auto batch = batchSizeOf(planned, input);
    return waitingBytes(planned, input.train, batch, 2 * batch * planned.train.accumulation);
}

struct Moment {
    std::string name;
    Footprint footprint;
    std::uint64_t extra = 0;  // keys and values of answers, files that are being read
};

Moment largest(const PlannedModel& planned, const EstimateInput& input, const std::vector<BatchShape>& batches,
               BatchShape& widest) {
    const bool card = planned.device.is_cuda();
    Moment training{"training", {}, 0}, evaluation{"evaluation", {}, 0};
    const std::uint64_t waiting = card || batches.empty() ? 0 : waitingInTraining(planned, input);
    for (const auto& batch : batches) {
        const auto one = training::footprint(planned.shape, batch, planned.numbers, waiting);
        if (one.sum() <= training.footprint.sum()) continue;
        training.footprint = one;
        widest = batch;
    }
    std::int64_t longest = 0;
    for (const auto& batch : evaluationBatches(planned, input)) {
        const auto one = training::evaluationFootprint(
            planned.shape, batch, planned.numbers,
            card ? 0 : waitingBytes(planned, input.validation, planned.train.evalBatchSize, input.validationSamples));
        longest = std::max(longest, *std::max_element(batch.lengths.begin(), batch.lengths.end()));
        if (one.sum() > evaluation.footprint.sum()) evaluation.footprint = one;
    }
    const std::int64_t watched = input.pinnedSamples > 0 ? input.pinnedSamples : planned.train.sampleAnswers;
    if (watched > 0 && longest > 0)
        evaluation.extra = training::cacheBytes(planned.shape, std::min(planned.train.evalBatchSize, watched),
                                                longest + planned.compare.maxNewTokens, planned.numbers.compute);
    return evaluation.footprint.sum() + evaluation.extra > training.footprint.sum() ? evaluation : training;
}

// Files are mapped while their tensors are copied out, so both are in main memory.
Moment loading(const PlannedModel& planned) {
    Moment moment{"loading", {}, 0};
    const std::int64_t element = planned.wholeWeights() ? 4 : planned.numbers.frozen;
    const std::int64_t base = planned.shape.parameters;
    if (planned.device.is_cpu()) moment.footprint.weights = static_cast<std::uint64_t>(base * element);
    if (checkpoint::hasWeights(planned.folder.path))
        moment.extra = checkpoint::ShardedTensors(planned.folder.path).totalBytes();
    return moment;
}

std::uint64_t availableBytes(const torch::Device& device) {
    if (device.is_cuda()) return at::accelerator::getMemoryInfo(device.index()).first;
    return static_cast<std::uint64_t>(availableMemory().value_or(0) + residentBytes().value_or(0));
}

}  // namespace

training::Sampler samplerOf(const PlannedModel& planned, const EstimateInput& input) {
    std::vector<std::int64_t> tokens;
    for (std::int64_t i = 0; i < input.trainSamples; ++i)
        tokens.push_back(input.train.empty() ? 0 : sizeOf(input, i).tokens);
    return {std::vector<std::int64_t>(tokens.size(), 1), training::ordering(planned.train), std::move(tokens)};
}

protocol::Estimate estimateMemory(const PlannedModel& planned, const EstimateInput& input) {
    protocol::Estimate result;
    const bool card = planned.device.is_cuda();
    result.device = card ? "cuda" : "cpu";
    result.steps = input.trainSamples == 0 ? 0 : training::stepsOf(planned.train, samplerOf(planned, input));
    result.samples = input.trainSamples;
    result.measured = std::ssize(input.train);
    result.parameters = planned.shape.parameters + planned.shape.methodParameters;
    result.trained = planned.shape.trained;
    for (const auto& size : input.train)
        result.longestTokens = std::max(result.longestTokens, size.tokens);

    BatchShape widest;
    Moment moment = largest(planned, input, batchesOf(planned, input, result.steps), widest);
    const std::uint64_t program = static_cast<std::uint64_t>(input.program) + kWarmUp;
    const Moment load = loading(planned);
    const auto held = [](const Moment& one) { return one.footprint.sum() + one.extra; };
    if (!card && held(load) > held(moment)) moment = load;
    result.batchTokens = widest.tokens;
    result.batchImageTokens = widest.imageTokens;

    const Footprint& f = moment.footprint;
    const auto slack = static_cast<std::uint64_t>(
        kSlack * static_cast<double>(f.sum() - f.weights));  // weights are asked for once and never given back
    const std::vector<protocol::Estimate::MemoryPart> parts{
        {"weights", f.weights},
        {"gradients", f.gradients},
        {"optimizer", f.optimizer},
        {"tower activations", f.towerActivations},
        {"language activations", f.languageActivations},
        {"working", f.working + slack},
        {"pixels", f.pixels},
        {moment.name == "loading" ? "files" : "answers", moment.extra},
        {"program", card ? kCudaContext : program}};
    for (const auto& part : parts) {
        if (part.bytes == 0) continue;
        result.memory.push_back(part);
        result.peak += part.bytes;
    }
    result.moment = moment.name;
    result.mainPeak = result.peak;
    if (card && input.trainSamples > 0) {
        const auto waiting = waitingInTraining(planned, input);
        result.mainPeak = program + std::max(held(load), waiting);
    }
    result.available = availableBytes(planned.device);
    result.fit = result.peak > result.available ? protocol::Fit::TooLarge
                 : static_cast<double>(result.peak) > 0.85 * static_cast<double>(result.available)
                     ? protocol::Fit::Tight
                     : protocol::Fit::Fits;
    return result;
}

}  // namespace atelier::engine
