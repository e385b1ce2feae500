#include "vision/augment/augmentation.h"

namespace atelier::vision {
namespace {

// Strength: how far, as a share of the sides, each corner moves inwards at most; below a half the corners stay convex
// and all of the picture stays visible.
Placement perspective(const PlaceInput& input, Random& random) {
    const double w = input.width, h = input.height;
    std::array<Point, 4> corners{Point{0, 0}, {w, 0}, {w, h}, {0, h}};
    for (auto& [x, y] : corners) {
        const double inwards = w * random.uniform(0, input.strength), down = h * random.uniform(0, input.strength);
        x += x == 0 ? inwards : -inwards;
        y += y == 0 ? down : -down;
    }
    return {Homography::toQuad(w, h, corners), input.width, input.height};
}

const Augmentations::Entry entry{"perspective", {Stage::Turn, perspective}};

}  // namespace
}  // namespace atelier::vision
