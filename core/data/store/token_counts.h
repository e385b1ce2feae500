#pragma once

#include "data/project.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atelier::data {

/// A sample as it was at one moment: `revision` is another one whenever its turns or media change, and a count of an
/// earlier one counts for nothing.
struct SampleVersion {
    std::int64_t row = 0, revision = 0;
};

struct TokenCount {
    SampleVersion sample;
    std::int64_t tokens = 0;       ///< all that the model sees, image tokens included
    std::int64_t imageTokens = 0;  ///< of its images and videos
};

/// Samples of the dataset that have no count for this model, in order; `model` is a fingerprint of all that a count
/// depends on: tokenizer, chat template, preprocessor and its limits.
std::vector<SampleVersion> withoutTokenCount(const Project& project, const std::string& dataset,
                                             const std::string& model);

/// Those that are there and still count for the samples as they are, in the samples' order.
std::vector<TokenCount> tokenCounts(const Project& project, const std::string& dataset, const std::string& model);

/// In one transaction. Counts of samples that were changed or removed meanwhile are passed over: they can be made in
/// another thread, from a project opened read-only, while samples are edited.
void storeTokenCounts(Project& project, const std::string& model, std::span<const TokenCount> counts);

}  // namespace atelier::data
