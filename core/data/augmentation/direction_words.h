#pragma once

#include "data/sample.h"
#include "vision/augment/chain.h"

namespace atelier::data {

/// What the words of a sample rely on: "left", "right" and their like in some languages on the sides, "above",
/// "bottom", "upper" and theirs on the ends. A word with another sense ("you are right") counts too.
vision::KeptDirections directionsIn(const Sample& sample);

}  // namespace atelier::data
