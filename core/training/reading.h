#pragma once

#include "training/options.h"
#include "training/prefetcher.h"

namespace atelier::training {

/// How samples of a dataset of `size` are read for batches of `batch`.
Prefetcher::Options reading(const TrainOptions& options, std::int64_t batch, std::int64_t size);

std::vector<const Example*> pointers(const std::vector<std::shared_ptr<const Example>>& examples);

}  // namespace atelier::training
