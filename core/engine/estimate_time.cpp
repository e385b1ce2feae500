#include "engine/estimate.h"
#include "planning/time.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::engine {
namespace {

planning::BatchSizes meanBatch(const std::vector<PlannedSample>& all, std::int64_t samples) {
    planning::BatchSizes batch;
    if (all.empty()) return batch;
    const auto sum = [&](auto&& of) {
        double total = 0;
        for (const auto& sample : all)
            total += static_cast<double>(of(sample));
        return static_cast<std::int64_t>(total / static_cast<double>(all.size()) * static_cast<double>(samples));
    };
    batch.samples = samples;
    batch.tokens = sum([](const auto& s) { return s.tokens; });
    batch.targets = sum([](const auto& s) { return s.targets; });
    batch.mediaTokens = sum([](const auto& s) { return s.mediaTokens; });
    for (const auto& sample : all)
        for (const auto& [modality, _] : sample.patches)
            batch.patches[modality] = 0;
    for (auto& [modality, rows] : batch.patches) {
        const Modality kind = modality;
        rows = sum([kind](const auto& s) {
            const auto found = s.patches.find(kind);
            return found == s.patches.end() ? 0 : found->second;
        });
    }
    return batch;
}

// Passes of the reference model for each pass of a step: each sample has one, all epochs together.
double referenceShare(const PlannedModel& planned, const EstimateInput& input, std::int64_t steps) {
    const auto& train = planned.options.train;
    if (!train.objective.compares()) return 0;
    const double taken = static_cast<double>(steps * samplerOf(planned, input).samplesInStep());
    return std::min(1.0, static_cast<double>(input.trainSamples) / std::max(1.0, taken));
}

}  // namespace

void estimateTime(const PlannedModel& planned, const EstimateInput& input, protocol::Estimate& estimate) {
    if (input.train.empty()) return;  // no sample can be read: there is nothing to time
    const auto& options = planned.options;
    if (options.model.threads > 0) torch::set_num_threads(static_cast<int>(options.model.threads));
    const auto& train = options.train;
    const auto untouched = setUpModel(planned.recipe, options, planned.folder, planned.device, Values::Untouched);
    const auto perStep = std::min(samplerOf(planned, input).samplesInStep(), input.trainSamples);
    const auto batch = meanBatch(input.train, std::max<std::int64_t>(1, perStep / train.accumulation));
    const auto times = planning::timeBatch(*untouched.model, untouched.trainable, batch, planned.device);
    const double batches = static_cast<double>(perStep) / static_cast<double>(std::max<std::int64_t>(1, batch.samples));
    estimate.secondsPerStep =
        batches * (times.training + referenceShare(planned, input, estimate.steps) * times.evaluation);
    estimate.time.push_back({"training", estimate.secondsPerStep * static_cast<double>(estimate.steps)});
    if (train.evalStrategy == "no" || input.validationSamples == 0) return;

    const auto every = train.evalStrategy == "steps"
                           ? train.evalSteps.value_or(train.loggingSteps)
                           : std::max<std::int64_t>(1, input.trainSamples / std::max<std::int64_t>(1, perStep));
    const double rounds = static_cast<double>(std::max<std::int64_t>(1, estimate.steps / every));
    const auto whole = meanBatch(input.validation, input.validationSamples);
    const double share =
        static_cast<double>(whole.tokens) / static_cast<double>(std::max<std::int64_t>(1, batch.tokens));
    estimate.time.push_back({"evaluation", rounds * share * times.evaluation});
}

}  // namespace atelier::engine
