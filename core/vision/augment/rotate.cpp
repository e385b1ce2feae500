#include "vision/augment/augmentation.h"

#include <algorithm>
#include <cmath>

namespace atelier::vision {
namespace {

// Strength: the most degrees to either side, about the middle.
Placement rotate(const PlaceInput& input, Random& random) {
    const double width = input.width, height = input.height;
    const Homography turn =
        Homography::rotation(random.uniform(-input.strength, input.strength), {width / 2, height / 2});
    if (!input.expand) return {turn, input.width, input.height};
    double wide = 0, high = 0;
    for (const Point corner : {Point{0, 0}, Point{width, 0}}) {
        const auto [x, y] = turn(corner);
        wide = std::max(wide, 2 * std::abs(x - width / 2));
        high = std::max(high, 2 * std::abs(y - height / 2));
    }
    // A right angle must not gain a pixel by rounding.
    Placement placed{{}, static_cast<int>(std::ceil(wide - 1e-6)), static_cast<int>(std::ceil(high - 1e-6))};
    placed.map = Homography::translation((placed.width - width) / 2, (placed.height - height) / 2) * turn;
    return placed;
}

const Augmentations::Entry entry{"rotate", {Stage::Turn, rotate}};

}  // namespace
}  // namespace atelier::vision
