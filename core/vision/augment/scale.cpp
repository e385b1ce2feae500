#include "vision/augment/augmentation.h"

#include <algorithm>
#include <cmath>

namespace atelier::vision {
namespace {

// Strength: how much larger (1 + strength) or smaller (1 / (1 + strength)) at most; the picture keeps its size, what
// is shown moves with it by a random share of the room there is.
Placement scale(const PlaceInput& input, Random& random) {
    const double most = std::log1p(input.strength), factor = std::exp(random.uniform(-most, most));
    const double x = input.width * (1 - factor) * random.uniform(), y = input.height * (1 - factor) * random.uniform();
    return {Homography::translation(x, y) * Homography::scaling(factor, factor), input.width, input.height};
}

// Strength likewise; the whole picture becomes larger or smaller, in whole pixels.
Placement resizeWhole(const PlaceInput& input, Random& random) {
    const double most = std::log1p(input.strength), factor = std::exp(random.uniform(-most, most));
    const auto side = [&](int size) { return std::max(1, static_cast<int>(std::lround(size * factor))); };
    const int width = side(input.width), height = side(input.height);
    return {Homography::scaling(double(width) / input.width, double(height) / input.height), width, height};
}

const Augmentations::Entry scaling{"scale", {Stage::Frame, scale}};
const Augmentations::Entry resizing{"resize", {Stage::Frame, resizeWhole}};

}  // namespace
}  // namespace atelier::vision
