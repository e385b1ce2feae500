#include "training/ordering.h"

namespace atelier::training {

Sampler::Options ordering(const TrainOptions& options, std::int64_t rank, std::int64_t worldSize) {
    return {static_cast<std::uint64_t>(options.seed),
            options.samplesPerStep(),
            !options.disableShuffling,
            options.groupByLength,
            options.maxTokensPerBatch.value_or(0),
            options.accumulation,
            rank,
            worldSize};
}

std::int64_t stepsOf(const TrainOptions& options, const Sampler& sampler) {
    return options.maxSteps >= 0 ? options.maxSteps : sampler.stepsIn(options.epochs);
}

}  // namespace atelier::training
