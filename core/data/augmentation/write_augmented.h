#pragma once

#include "common/watch.h"
#include "data/augmentation/augmentation.h"
#include "data/project.h"

#include <cstdint>
#include <string>

namespace atelier::data {

/// The tag of samples that writeAugmented() made: they are trained on, never judged by.
inline constexpr const char* kAugmentedTag = "augmented";

struct AugmentReport {
    std::int64_t written = 0;         ///< samples
    std::int64_t heldOut = 0;         ///< of the dataset, for validation and test: not varied
    std::int64_t droppedRegions = 0;  ///< of which too little was left
    std::int64_t straight = 0;        ///< whose pictures were not moved although that was asked for
    std::string straightReason;       ///< of the last one, with its id
};

/// Writes `copies` variations of each sample of `dataset` into a new dataset `name`, pictures as PNG below the
/// project's images/. Copy k, from 1, is what training shows in epoch k. A copy is of its origin's group, whatever
/// dataset that is in, so resolveData() never splits them. The dataset appears whole or not at all. Throws Error: a
/// dataset of that name is there, a picture cannot be opened, or stopped.
AugmentReport writeAugmented(Project& project, const std::string& dataset, const std::string& name,
                             const Augmenter& augmenter, std::int64_t copies, const Watch& watch = {});

}  // namespace atelier::data
