#include "vision/augment/augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace atelier::vision {
namespace {

// Standard normal numbers, five to a draw: looked up in a fixed sample, millions of pixels being many.
class QuickNormal {
public:
    explicit QuickNormal(Random& random) : random_(random) {}
    double operator()() {
        if (left_ == 0) {
            bits_ = random_();
            left_ = 64 / kBits;
        }
        const double drawn = table()[bits_ & (kSize - 1)];
        bits_ >>= kBits;
        --left_;
        return drawn;
    }

private:
    static constexpr unsigned kBits = 12;
    static constexpr std::size_t kSize = std::size_t(1) << kBits;
    static const std::array<double, kSize>& table() {
        static const auto table = [] {
            std::array<double, kSize> numbers;
            Random random{stableHash("normal table")};
            for (std::size_t i = 0; i < kSize; i += 2) {
                numbers[i] = random.normal();
                numbers[i + 1] = -numbers[i];  // no bias
            }
            return numbers;
        }();
        return table;
    }
    Random& random_;
    std::uint64_t bits_ = 0;
    unsigned left_ = 0;
};

std::uint8_t noisy(double value) {
    return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0) + 0.5);
}

// Strength: the largest standard deviation in levels of 255.
void gaussian(Image& image, double strength, Random& random) {
    const double sigma = random.uniform(0, strength);
    QuickNormal normal(random);
    for (std::uint8_t& value : image.pixels)
        value = noisy(value + sigma * normal());
}

// Strength: the largest standard deviation of a white pixel, in levels; it falls with the root of the light, as the
// number of photons does.
void shot(Image& image, double strength, Random& random) {
    const double sigma = random.uniform(0, strength);
    std::array<double, 256> deviation;
    for (std::size_t i = 0; i < deviation.size(); ++i)
        deviation[i] = sigma * std::sqrt(static_cast<double>(i) / 255);
    QuickNormal normal(random);
    for (std::uint8_t& value : image.pixels)
        value = noisy(value + deviation[value] * normal());
}

// Strength: the largest share of pixels that become black or white.
void saltAndPepper(Image& image, double strength, Random& random) {
    const double share = random.uniform(0, strength);
    const auto pixels = image.pixels.size() / 3;
    const auto count = static_cast<std::size_t>(share * static_cast<double>(pixels));
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = random.below(pixels) * 3;
        std::fill_n(image.pixels.begin() + static_cast<std::ptrdiff_t>(at), 3, random.below(2) == 0 ? 0 : 255);
    }
}

const Augmentations::Entry normalNoise{"noise", {Stage::Sensor, {}, gaussian}};
const Augmentations::Entry shotNoise{"shot_noise", {Stage::Sensor, {}, shot}};
const Augmentations::Entry saltPepper{"salt_pepper", {Stage::Sensor, {}, saltAndPepper}};

}  // namespace
}  // namespace atelier::vision
