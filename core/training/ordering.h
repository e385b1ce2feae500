#pragma once

#include "training/options.h"
#include "training/sampler.h"

namespace atelier::training {

/// How the options order the samples.
Sampler::Options ordering(const TrainOptions& options);
/// Steps of the whole training.
std::int64_t stepsOf(const TrainOptions& options, const Sampler& sampler);

}  // namespace atelier::training
