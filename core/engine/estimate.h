#pragma once

#include "engine/plan.h"
#include "protocol/jobs/estimate.h"
#include "training/sampler.h"

namespace atelier::engine {

/// What estimate() works on: the samples' sizes, and what the process holds before any weight.
struct EstimateInput {
    std::vector<PlannedSample> train, validation;  ///< those that were measured
    std::int64_t trainSamples = 0, validationSamples = 0, pinnedSamples = 0;
    std::int64_t program = 0;  ///< bytes
    /// The training samples with another image_max_pixels.
    std::function<std::vector<PlannedSample>(std::int64_t imageMaxPixels)> measure;
};

/// The sampler that the run will have. Of samples that were not measured the neighbour's size is taken.
training::Sampler samplerOf(const PlannedModel& planned, const EstimateInput& input);

/// The estimate without remedies and time: the largest batches are run on the meta device.
protocol::Estimate estimateMemory(const PlannedModel& planned, const EstimateInput& input);
/// Times one block of each kind with its method, and the loss, on the device, and fills in the time.
void estimateTime(const PlannedModel& planned, const EstimateInput& input, protocol::Estimate& estimate);
/// Settings with which the recipe would need less, each computed as the estimate itself.
void addRemedies(const PlannedModel& planned, const EstimateInput& input, protocol::Estimate& estimate);

}  // namespace atelier::engine
