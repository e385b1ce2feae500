#pragma once

#include "data/checks/health.h"

#include <functional>
#include <vector>

namespace atelier::data {

/// The parts of check() that look at all samples together. Each adds what it finds.

/// Pictures that look alike though they are other files: "near_duplicate", and "leak" where they stand in two splits.
/// Samples that are duplicates to the byte are in `findings` already and passed over.
void findLookAlikes(const std::vector<Sample>& samples,
                    const std::function<std::uint64_t(const std::filesystem::path&)>& imageHash,
                    std::vector<Finding>& findings);

/// A rare label that is nearly a frequent one: "label_typo".
void findLabelTypos(const std::vector<Sample>& samples, std::vector<Finding>& findings);

/// Labels, and answers where they are few and so are classes, that are far rarer than the most frequent: "imbalance".
void findImbalance(const std::vector<Sample>& samples, std::vector<Finding>& findings);

/// Answers that do not follow the schema of key fields: "key_fields". An answer beside others that is no JSON is none
/// of them.
void findFieldProblems(const std::vector<Sample>& samples, const KeyField& fields, std::vector<Finding>& findings);

}  // namespace atelier::data
