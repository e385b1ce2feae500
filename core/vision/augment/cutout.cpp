#include "vision/augment/augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace atelier::vision {
namespace {

// Strength: the largest share of the area that is covered, by one to four plain rectangles of a drawn colour.
void cutout(Image& image, double strength, Random& random) {
    const auto count = random.between(1, 4);
    const double share = random.uniform(0, strength) / static_cast<double>(count);
    for (std::int64_t i = 0; i < count; ++i) {
        const double aspect = std::exp(random.uniform(-0.7, 0.7));
        const auto side = [](int whole, double factor) {
            return std::min(whole, static_cast<int>(std::lround(whole * factor)));
        };
        const int width = side(image.width, std::sqrt(share * aspect));
        const int height = side(image.height, std::sqrt(share / aspect));
        const auto left = random.between(0, image.width - width), top = random.between(0, image.height - height);
        std::array<std::uint8_t, 3> colour;
        for (auto& channel : colour)
            channel = static_cast<std::uint8_t>(random.below(256));
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                std::copy(colour.begin(), colour.end(),
                          image.pixels.begin() + ((top + y) * image.width + left + x) * 3);
    }
}

const Augmentations::Entry entry{"cutout", {Stage::Cover, {}, cutout}};

}  // namespace
}  // namespace atelier::vision
