#include "vision/augment/augmentation.h"

namespace atelier::vision {
namespace {

// Strength: on or off; how often is the step's probability.
Placement flip(const PlaceInput& input, bool sides) {
    if (input.strength == 0) return {{}, input.width, input.height};
    const Homography turned = sides ? Homography::translation(input.width, 0) * Homography::scaling(-1, 1)
                                    : Homography::translation(0, input.height) * Homography::scaling(1, -1);
    return {turned, input.width, input.height};
}

const Augmentations::Entry horizontal{
    "flip_horizontal", {Stage::Turn, [](const PlaceInput& input, Random&) { return flip(input, true); }}};
const Augmentations::Entry vertical{"flip_vertical",
                                    {Stage::Turn, [](const PlaceInput& input, Random&) { return flip(input, false); }}};

}  // namespace
}  // namespace atelier::vision
