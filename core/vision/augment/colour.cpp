#include "vision/augment/augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace atelier::vision {
namespace {

using Rgb = std::array<double, 3>;
constexpr Rgb kLuma{0.299, 0.587, 0.114};  // ITU-R BT.601

std::uint8_t rounded(double value) {
    return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0) + 0.5);
}

double lumaOf(const std::uint8_t* pixel) {
    return kLuma[0] * pixel[0] + kLuma[1] * pixel[1] + kLuma[2] * pixel[2];
}

// Every channel moves away from the pixel's grey, or towards it.
void saturate(Image& image, double factor) {
    if (factor == 1) return;
    for (std::uint8_t* pixel = image.pixels.data(); pixel != image.pixels.data() + image.pixels.size(); pixel += 3) {
        const double grey = lumaOf(pixel);
        for (int c = 0; c < 3; ++c)
            pixel[c] = rounded(grey + (pixel[c] - grey) * factor);
    }
}

// Strength: brightness, contrast, gamma and saturation each change by this share at most.
void colour(Image& image, double strength, Random& random) {
    const auto factor = [&] { return 1 + random.uniform(-strength, strength); };
    const double brightness = factor(), contrast = factor(), gamma = factor(), saturation = factor();
    std::array<std::uint8_t, 256> table;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double tone = std::pow(static_cast<double>(i) / 255, gamma) * brightness;
        table[i] = rounded(255 * ((tone - 0.5) * contrast + 0.5));
    }
    for (std::uint8_t& value : image.pixels)
        value = table[value];
    saturate(image, saturation);
}

// Strength: the most degrees to either side on the colour circle. A turn in the plane of equal luma (YIQ).
void hue(Image& image, double strength, Random& random) {
    const double angle = random.uniform(-strength, strength) * std::numbers::pi / 180;
    if (angle == 0) return;
    const double c = std::cos(angle), s = std::sin(angle);
    for (std::uint8_t* pixel = image.pixels.data(); pixel != image.pixels.data() + image.pixels.size(); pixel += 3) {
        const double y = lumaOf(pixel);
        const double i = 0.595716 * pixel[0] - 0.274453 * pixel[1] - 0.321263 * pixel[2];
        const double q = 0.211456 * pixel[0] - 0.522591 * pixel[1] + 0.311135 * pixel[2];
        const double turnedI = c * i - s * q, turnedQ = s * i + c * q;
        pixel[0] = rounded(y + 0.9563 * turnedI + 0.6210 * turnedQ);
        pixel[1] = rounded(y - 0.2721 * turnedI - 0.6474 * turnedQ);
        pixel[2] = rounded(y - 1.1070 * turnedI + 1.7046 * turnedQ);
    }
}

const Augmentations::Entry jitter{"colour", {Stage::Colour, {}, colour}};
const Augmentations::Entry turn{"hue", {Stage::Colour, {}, hue}};
// Strength: how far towards grey; 1 is all the way.
const Augmentations::Entry grayscale{
    "grayscale", {Stage::Colour, {}, [](Image& image, double strength, Random&) { saturate(image, 1 - strength); }}};

}  // namespace
}  // namespace atelier::vision
