#include "engine/estimate.h"

#include "common/memory.h"
#include "engine/device_memory.h"
#include "training/ordering.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace atelier::engine {
namespace {

using planning::Footprint;

// What libraries load and set up once the first step runs, beside what the process holds before.
constexpr std::uint64_t kWarmUp = 25'000'000;
// A CUDA context with the libraries' kernels and workspaces: a guess, to be measured with
// tests/bench/estimate_vs_peak.py where a card is.
constexpr std::uint64_t kCudaContext = 700'000'000;
// What the allocator holds beside what is asked of it.
constexpr double kSlack = 0.05;
// Steps whose batches are looked at for the largest.
constexpr std::int64_t kMostSteps = 2000;

using Members = std::vector<const PlannedSample*>;

struct Sizes {
    std::int64_t tokens = 0, targets = 0, pixels = 0, mediaTokens = 0, patches = 0;
};

Sizes sizesOf(const Members& members) {
    Sizes sum;
    for (const auto* sample : members) {
        sum.tokens += sample->tokens;
        sum.targets += sample->targets;
        sum.pixels += sample->pixelElements;
        sum.mediaTokens += sample->mediaTokens;
        for (const auto& [_, rows] : sample->patches)
            sum.patches += rows;
    }
    return sum;
}

const PlannedSample& sampleOf(const EstimateInput& input, std::int64_t sample) {
    return input
        .train[static_cast<std::size_t>(sample) * input.train.size() / static_cast<std::size_t>(input.trainSamples)];
}

// The batches that a run takes, in its own order, up to kMostSteps steps.
std::vector<Members> trainingBatches(const PlannedModel& planned, const EstimateInput& input, std::int64_t steps) {
    std::vector<Members> batches;
    if (input.train.empty() || input.trainSamples == 0) return batches;
    training::Sampler sampler = samplerOf(planned, input);
    for (std::int64_t i = 0; i < std::min(steps, kMostSteps); ++i) {
        const auto step = sampler.next();
        auto sample = step.samples.begin();
        for (std::size_t number = 0; sample != step.samples.end(); ++number) {
            const auto count = step.batches.empty() ? planned.options.train.batchSize : step.batches[number];
            batches.emplace_back();
            for (std::int64_t taken = 0; taken < count && sample != step.samples.end(); ++taken)
                batches.back().push_back(&sampleOf(input, *sample++));
        }
    }
    return batches;
}

std::vector<Members> evaluationBatches(const PlannedModel& planned, const EstimateInput& input) {
    std::vector<Members> batches;
    if (planned.options.train.evalStrategy == "no") return batches;
    for (std::size_t i = 0; i < input.validation.size(); ++i) {
        if (i % static_cast<std::size_t>(planned.options.train.evalBatchSize) == 0) batches.emplace_back();
        batches.back().push_back(&input.validation[i]);
    }
    return batches;
}

// Those that can be the one that needs most: the most tokens, the most pixels, and the most to learn.
std::vector<Members> largestOf(const std::vector<Members>& batches) {
    std::set<const Members*> chosen;
    for (const auto measure : {&Sizes::tokens, &Sizes::pixels, &Sizes::targets}) {
        const auto most = std::max_element(batches.begin(), batches.end(), [&](const auto& a, const auto& b) {
            return sizesOf(a).*measure < sizesOf(b).*measure;
        });
        if (most != batches.end()) chosen.insert(&*most);
    }
    std::vector<Members> all;
    for (const auto* members : chosen)
        all.push_back(*members);
    return all;
}

training::ExampleBatch packed(const PlannedModel& planned, const Members& members) {
    std::vector<const training::Example*> examples;
    for (const auto* member : members)
        examples.push_back(&member->example);
    return planned.objective->pack(examples).to(torch::kMeta);
}

// Bytes of the samples that lie encoded while a batch is computed, that batch's own included: the prefetcher keeps two
// batches ahead, of at most `known` samples that it was asked for.
std::uint64_t waitingBytes(const PlannedModel& planned, const std::vector<PlannedSample>& samples,
                           std::int64_t batchSize, std::int64_t known) {
    double mean = 0;
    for (const auto& sample : samples)
        mean += static_cast<double>(sample.pixelElements) * sizeof(float) / static_cast<double>(samples.size());
    const std::int64_t count = std::max(2 * batchSize, 2 * planned.options.train.workers) + batchSize;
    return static_cast<std::uint64_t>(mean * static_cast<double>(std::min(count, known)));
}

std::uint64_t waitingInTraining(const PlannedModel& planned, const EstimateInput& input) {
    const auto& train = planned.options.train;
    const auto batch = std::max<std::int64_t>(1, samplerOf(planned, input).samplesInStep() / train.accumulation);
    return waitingBytes(planned, input.train, batch, 2 * batch * train.accumulation);
}

struct Moment {
    std::string name;
    Footprint footprint;
    std::uint64_t waiting = 0;  // samples that lie encoded
    std::uint64_t extra = 0;    // keys and values of answers
    std::uint64_t sum() const { return footprint.sum() + waiting + extra; }
};

Moment trainingMoment(const PlannedModel& planned, const EstimateInput& input, std::int64_t steps, Sizes& widest) {
    Moment moment{"training"};
    for (const auto& members : largestOf(trainingBatches(planned, input, steps))) {
        const auto one = planning::trainingFootprint(planned.model(), planned.sized.trainable.parameters(),
                                                     *planned.objective, packed(planned, members), planned.step);
        if (one.sum() <= moment.footprint.sum()) continue;
        moment.footprint = one;
        widest = sizesOf(members);
    }
    if (planned.device.is_cpu() && !input.train.empty()) moment.waiting = waitingInTraining(planned, input);
    return moment;
}

Moment evaluationMoment(const PlannedModel& planned, const EstimateInput& input) {
    Moment moment{"evaluation"};
    const auto& train = planned.options.train;
    std::int64_t longest = 0;
    const auto batches = evaluationBatches(planned, input);
    for (const auto& members : largestOf(batches)) {
        const auto one = planning::evaluationFootprint(planned.model(), planned.sized.trainable.parameters(),
                                                       *planned.objective, packed(planned, members), planned.step);
        if (one.sum() > moment.footprint.sum()) moment.footprint = one;
        for (const auto* sample : members)
            for (const auto& sequence : sample->example.sequences)
                longest = std::max(longest, std::ssize(sequence.ids));
    }
    if (batches.empty()) return moment;
    if (planned.device.is_cpu())
        moment.waiting = waitingBytes(planned, input.validation, train.evalBatchSize, input.validationSamples);
    const std::int64_t watched = input.pinnedSamples > 0 ? input.pinnedSamples : train.sampleAnswers;
    if (watched > 0)
        moment.extra = planning::cacheBytes(planned.model(), std::min(train.evalBatchSize, watched),
                                            longest + planned.options.compare.maxNewTokens);
    return moment;
}

std::vector<protocol::Estimate::MemoryPart> partsOf(const PlannedModel& planned, const Moment& moment,
                                                    std::uint64_t program) {
    const Footprint& f = moment.footprint;
    std::uint64_t encoders = 0, language = 0;
    for (const auto& [name, bytes] : f.activations) {
        const auto& parts = planned.model().parts();
        const auto part =
            std::find_if(parts.begin(), parts.end(), [&, &key = name](const auto& p) { return p.name == key; });
        (part != parts.end() && part->role != models::Role::Language ? encoders : language) += bytes;
    }
    // Weights are asked for once and never given back.
    const auto slack = static_cast<std::uint64_t>(kSlack * static_cast<double>(moment.sum() - f.weights));
    std::vector<protocol::Estimate::MemoryPart> parts{{"weights", f.weights},
                                                      {"gradients", f.gradients},
                                                      {"optimizer", f.optimizer},
                                                      {"tower activations", encoders},
                                                      {"language activations", language},
                                                      {"working", f.working + slack},
                                                      {"pixels", f.batch + moment.waiting},
                                                      {"answers", moment.extra},
                                                      {"program", program}};
    std::erase_if(parts, [](const auto& part) { return part.bytes == 0; });
    return parts;
}

}  // namespace

training::Sampler samplerOf(const PlannedModel& planned, const EstimateInput& input) {
    std::vector<std::int64_t> tokens;
    for (std::int64_t i = 0; i < input.trainSamples; ++i)
        tokens.push_back(input.train.empty() ? 0 : sampleOf(input, i).tokens);
    return {std::vector<std::int64_t>(tokens.size(), 1), training::ordering(planned.options.train), std::move(tokens)};
}

protocol::Estimate estimateMemory(const PlannedModel& planned, const EstimateInput& input) {
    protocol::Estimate result;
    const auto& train = planned.options.train;
    const bool card = planned.device.is_cuda();
    result.device = card ? "cuda" : "cpu";
    result.steps = input.trainSamples == 0 ? 0 : training::stepsOf(train, samplerOf(planned, input));
    result.samples = input.trainSamples;
    result.measured = std::ssize(input.train);
    for (const auto& parameter : planned.model().parameters())
        result.parameters += parameter.numel();
    for (const auto& module : planned.model().modules())
        if (const auto* linear = dynamic_cast<const nn::LinearImpl*>(module.get()); linear && !linear->weight.defined())
            result.parameters += linear->matrix().numel();
    for (const auto& parameter : planned.sized.trainable.parameters()) {
        result.trained += parameter.tensor.numel();
        if (!planned.sized.trainable.wholeWeights()) result.parameters += parameter.tensor.numel();
    }
    for (const auto& sample : input.train)
        result.longestTokens = std::max(result.longestTokens, sample.tokens);

    Sizes widest;
    const Moment training = trainingMoment(planned, input, result.steps, widest);
    const Moment evaluation = evaluationMoment(planned, input);
    const Moment& moment = evaluation.sum() > training.sum() ? evaluation : training;
    result.batchTokens = widest.tokens;
    result.batchImageTokens = widest.mediaTokens;
    const std::uint64_t program = static_cast<std::uint64_t>(input.program) + kWarmUp;
    result.memory = partsOf(planned, moment, card ? kCudaContext : program);
    for (const auto& part : result.memory)
        result.peak += part.bytes;
    result.moment = moment.name;
    result.mainPeak = card ? program + (input.train.empty() ? 0 : waitingInTraining(planned, input)) : result.peak;
    result.available = availableBytes(planned.device);
    // `peak` is the whole process: what it holds already counts too.
    if (planned.device.is_cpu()) result.available += static_cast<std::uint64_t>(residentBytes().value_or(0));
    result.fit = result.peak > result.available ? protocol::Fit::TooLarge
                 : static_cast<double>(result.peak) > 0.85 * static_cast<double>(result.available)
                     ? protocol::Fit::Tight
                     : protocol::Fit::Fits;
    return result;
}

}  // namespace atelier::engine
