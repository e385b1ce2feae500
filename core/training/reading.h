#pragma once

#include "training/options.h"
#include "training/prefetcher.h"

namespace atelier::training {

/// How samples are read for batches of `batch`.
Prefetcher::Options reading(const TrainOptions& options, std::int64_t batch);

std::vector<const models::Encoded*> pointers(const std::vector<std::shared_ptr<const models::Encoded>>& samples);

}  // namespace atelier::training
