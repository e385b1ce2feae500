#include "vision/augment/augmentation.h"

#include <algorithm>
#include <cmath>

namespace atelier::vision {
namespace {

constexpr double kMostAspectChange = 4.0 / 3;

// Strength: the largest share of the area that is cut away; the aspect changes by up to a third.
Placement cutOut(const PlaceInput& input, Random& random) {
    const double share = 1 - random.uniform(0, input.strength);
    // A part that keeps nearly all cannot differ much in aspect.
    const double limit = std::min(kMostAspectChange, 1 / share), logarithm = std::log(limit);
    const double aspect = std::exp(random.uniform(-logarithm, logarithm));
    const auto side = [](int whole, double factor) {
        return std::clamp(static_cast<int>(std::lround(whole * factor)), 1, whole);
    };
    const int width = side(input.width, std::sqrt(share * aspect));
    const int height = side(input.height, std::sqrt(share / aspect));
    const auto left = random.between(0, input.width - width), top = random.between(0, input.height - height);
    return {Homography::translation(-static_cast<double>(left), -static_cast<double>(top)), width, height};
}

const Augmentations::Entry entry{"crop", {Stage::Frame, cutOut}};

}  // namespace
}  // namespace atelier::vision
