#include "vision/augment/augmentation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace atelier::vision {
namespace {

// Strength: how much darker the darkest place becomes at most, as a share. Light falls off evenly across the picture,
// and half of the time an edge of shadow, sharp or soft, crosses it.
void shadow(Image& image, double strength, Random& random) {
    const double falloff = random.uniform(0, strength), angle = random.uniform(0, 2 * std::numbers::pi);
    const double edgeDepth = random.below(2) == 0 ? 0 : random.uniform(0, strength);
    const double edgeAngle = random.uniform(0, 2 * std::numbers::pi), edgeAt = random.uniform(-0.35, 0.35);
    const double softness = random.uniform(0.005, 0.1);
    const Point across{std::cos(angle), std::sin(angle)}, toEdge{std::cos(edgeAngle), std::sin(edgeAngle)};
    const double reach = std::max(image.width, image.height);
    std::uint8_t* pixel = image.pixels.data();
    for (int row = 0; row < image.height; ++row)
        for (int column = 0; column < image.width; ++column, pixel += 3) {
            const double x = (column + 0.5 - image.width / 2.0) / reach, y = (row + 0.5 - image.height / 2.0) / reach;
            // From 0 to 1 across the longer side; the corners reach a little further.
            const double along = std::clamp(0.5 + x * across[0] + y * across[1], 0.0, 1.0);
            double light = 1 - falloff * along;
            if (edgeDepth > 0) {
                const double distance = x * toEdge[0] + y * toEdge[1] - edgeAt;
                light *= 1 - edgeDepth / (1 + std::exp(-distance / softness));
            }
            for (int c = 0; c < 3; ++c)
                pixel[c] = static_cast<std::uint8_t>(pixel[c] * light + 0.5);
        }
}

const Augmentations::Entry entry{"shadow", {Stage::Light, {}, shadow}};

}  // namespace
}  // namespace atelier::vision
