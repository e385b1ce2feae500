#include "vision/augment/augmentation.h"

namespace atelier::vision {
namespace {

// Strength: on or off. The picture becomes a half to nine tenths as wide and high and lies anywhere on another one.
Placement background(const PlaceInput& input, Random& random) {
    if (input.strength == 0) return {{}, input.width, input.height};
    const double factor = random.uniform(0.5, 0.9);
    const double x = input.width * (1 - factor) * random.uniform(), y = input.height * (1 - factor) * random.uniform();
    return {Homography::translation(x, y) * Homography::scaling(factor, factor), input.width, input.height, true};
}

const Augmentations::Entry entry{"background", {Stage::Frame, background}};

}  // namespace
}  // namespace atelier::vision
