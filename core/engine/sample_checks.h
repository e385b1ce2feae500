#pragma once

#include "engine/examples.h"
#include "models/processor.h"
#include "protocol/jobs/preflight.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace atelier::engine {

/// What encoding every sample of a split told, with pictures of no content: nothing is decoded.
struct SampleChecks {
    std::int64_t looked = 0;    ///< samples; fewer than there are where time ran out
    std::int64_t rendered = 0;  ///< of those, whose rendered chat was compared with their answers
    protocol::Preflight::HealthLine unusable, cut, nothingLeft;  ///< the latter two: by cutoff_len
    std::unordered_set<std::string> unusableIds;
    std::int64_t templateFailed = 0;
    std::vector<std::string> templateProblems;  ///< the first hundred
};

/// Encodes each sample as training does, in several threads, for no longer than `seconds`. Lengths of pictures are
/// counted once for each size. `progress` is told how many samples are done, by this thread; it may throw.
SampleChecks checkSamples(const std::shared_ptr<const std::vector<data::Sample>>& samples,
                          const std::shared_ptr<const models::Processor>& processor, const RecipeOptions& options,
                          double seconds, const std::function<void(std::int64_t done)>& progress);

/// Adds an example to a line of the preflight: the first, and the first ten.
void addExample(protocol::Preflight::HealthLine& line, const std::string& text);

}  // namespace atelier::engine
