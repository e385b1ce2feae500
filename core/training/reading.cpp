#include "training/reading.h"

#include <algorithm>
#include <cmath>

namespace atelier::training {

Prefetcher::Options reading(const TrainOptions& options, std::int64_t batch, std::int64_t size) {
    Prefetcher::Options reading;
    reading.workers = options.workers;
    // A batch in reserve while one is computed; more would only cost memory.
    reading.ahead = std::max<std::int64_t>(2 * batch, 2 * options.workers);
    reading.skipBad = options.skipBadSamples;
    reading.mostBad = static_cast<std::int64_t>(std::ceil(options.mostBadSamples * static_cast<double>(size)));
    return reading;
}

std::vector<const Example*> pointers(const std::vector<std::shared_ptr<const Example>>& examples) {
    std::vector<const Example*> result;
    for (const auto& example : examples)
        result.push_back(example.get());
    return result;
}

}  // namespace atelier::training
