#include "data/checks/image_hash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>

namespace atelier::data {
namespace {

constexpr int kSide = 32, kLow = 8;

// Rows of the discrete cosine transform, those of the lowest frequencies.
const std::array<std::array<double, kSide>, kLow>& cosines() {
    static const auto table = [] {
        std::array<std::array<double, kSide>, kLow> all{};
        for (int u = 0; u < kLow; ++u)
            for (int x = 0; x < kSide; ++x)
                all[static_cast<std::size_t>(u)][static_cast<std::size_t>(x)] =
                    std::cos(std::numbers::pi * u * (x + 0.5) / kSide);
        return all;
    }();
    return table;
}

}  // namespace

std::uint64_t imageHash(const vision::Image& image) {
    const vision::Image small = vision::resize(image, kSide, kSide, vision::Filter::Bilinear);
    std::array<std::array<double, kLow>, kSide> rows{};
    for (std::size_t y = 0; y < kSide; ++y)
        for (std::size_t x = 0; x < kSide; ++x) {
            const std::uint8_t* pixel = &small.pixels[(y * kSide + x) * 3];
            const double grey = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
            for (std::size_t u = 0; u < kLow; ++u)
                rows[y][u] += grey * cosines()[u][x];
        }
    std::array<double, std::size_t{kLow} * kLow> low{};
    for (std::size_t v = 0; v < kLow; ++v)
        for (std::size_t u = 0; u < kLow; ++u)
            for (std::size_t y = 0; y < kSide; ++y)
                low[v * kLow + u] += rows[y][u] * cosines()[v][y];
    // Rounded: what should be 0 must not be the noise of the sums.
    for (double& value : low)
        value = std::round(value);
    // The first is the mean: how bright a picture is does not tell it apart.
    auto sorted = low;
    const auto first = sorted.begin() + 1, middle = first + (sorted.size() - 1) / 2;
    std::nth_element(first, middle, sorted.end());
    std::uint64_t hash = 0;
    for (std::size_t i = 1; i < low.size(); ++i)
        if (low[i] > *middle) hash |= std::uint64_t{1} << i;
    return hash;
}

int differentBits(std::uint64_t a, std::uint64_t b) {
    return std::popcount(a ^ b);
}

}  // namespace atelier::data
