#pragma once

#include "training/options.h"
#include "training/sampler.h"

namespace atelier::training {

/// How the options order the samples of one process, or of one of `worldSize` ranks.
Sampler::Options ordering(const TrainOptions& options, std::int64_t rank = 0, std::int64_t worldSize = 1);
/// Steps of the whole training.
std::int64_t stepsOf(const TrainOptions& options, const Sampler& sampler);

}  // namespace atelier::training
