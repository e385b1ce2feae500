#pragma once

#include "data/dataset_source.h"

#include <cstddef>
#include <string>
#include <vector>

namespace atelier::runs {

/// The samples that a training answers as it goes because somebody wants to watch them.
struct PinnedSamples {
    std::vector<data::Sample> samples;  ///< of validation first, then of the test, then what is trained on
    std::string note;                   ///< what is not as it was asked for; empty: all is
};

inline constexpr std::size_t kMostPinned = 64;

/// Those with this tag, of any split, each once; an empty tag: none. `named`: the recipe itself names the tag, so that
/// none at all is reported.
PinnedSamples pinnedSamples(const data::Splits& splits, const std::string& tag, bool named);

}  // namespace atelier::runs
