#pragma once

#include "engine/plan.h"
#include "protocol/jobs/estimate.h"
#include "training/sampler.h"

namespace atelier::engine {

/// What estimate() works on: the samples' sizes, and what the process holds before any weight.
struct EstimateInput {
    std::vector<SampleSize> train, validation;  ///< of those that were measured
    std::int64_t trainSamples = 0, validationSamples = 0, pinnedSamples = 0;
    std::int64_t program = 0;  ///< bytes
    /// The training samples' sizes with another image_max_pixels.
    std::function<std::vector<SampleSize>(std::int64_t imageMaxPixels)> measure;
};

/// The sampler that the run will have. Of samples that were not measured the neighbour's size is taken.
training::Sampler samplerOf(const PlannedModel& planned, const EstimateInput& input);

/// The estimate without remedies and time.
protocol::Estimate estimateMemory(const PlannedModel& planned, const EstimateInput& input);
/// Times products, a copy and a layer of the model with its method on the device, about a second in all, and fills in
/// the time. That layer's weights get values and the memory for them.
void estimateTime(const PlannedModel& planned, const EstimateInput& input, protocol::Estimate& estimate);
/// Settings with which the recipe would need less, each computed as the estimate itself.
void addRemedies(const settings::Recipe& recipe, const PlannedModel& planned, const EstimateInput& input,
                 protocol::Estimate& estimate);

}  // namespace atelier::engine
