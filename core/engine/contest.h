#pragma once

#include "protocol/comparison.h"
#include "protocol/event.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace atelier::engine {

struct Contest {
    std::filesystem::path project;
    std::filesystem::path run;    ///< a run's folder, a part of a run too: its recipe has the samples and the metrics
    std::string split;            ///< "train", "validation" or "test"
    std::int64_t maxSamples = 0;  ///< evenly chosen; 0: as the recipe's max_test_samples says
    std::vector<protocol::Contestant> contestants;
    std::string baseline = {};  ///< empty: the first contestant
};

/// Answers of the contestants to the samples of a split, scored by the recipe's metrics. A model that several of them
/// share is loaded once; two are never in memory. Throws Error before it loads a model when a contestant has no name of
/// its own or no folder, or when the baseline is not among them.
protocol::Comparison contest(const Contest& contest, std::stop_token stop, const protocol::EventSink& events);

}  // namespace atelier::engine
