#pragma once

#include "evaluation/comparison.h"
#include "protocol/event.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace atelier::engine {

/// Answers of `contestants` ("vanilla", "tuned") to the samples of a split of the run's recipe, scored by its metrics.
/// `run`: a run's folder, a part of a run too; `maximum` samples, evenly chosen, 0: as the recipe's max_test_samples
/// says.
evaluation::Comparison contest(const std::filesystem::path& project, const std::filesystem::path& run,
                               const std::string& split, std::int64_t maximum, std::vector<std::string> contestants,
                               std::stop_token stop, const protocol::EventSink& events);

}  // namespace atelier::engine
