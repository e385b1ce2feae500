#include "vision/augment/augmentation.h"

#include <cmath>

namespace atelier::vision {
namespace {

constexpr double kBestQuality = 95;

// Strength: how many steps of quality below 95 at most.
void jpeg(Image& image, double strength, Random& random) {
    if (strength == 0) return;
    const auto quality = std::lround(kBestQuality - random.uniform(0, strength));
    image = decodeImage(encodeJpeg(image, static_cast<int>(quality)), "augmented picture");
}

const Augmentations::Entry entry{"jpeg", {Stage::File, {}, jpeg}};

}  // namespace
}  // namespace atelier::vision
