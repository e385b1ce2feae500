#pragma once

#include "vision/augment/homography.h"
#include "vision/image.h"

#include <cmath>
#include <optional>

namespace atelier::vision {

inline Image plain(int width, int height, std::uint8_t level) {
    return {width, height, std::vector<std::uint8_t>(std::size_t(width) * std::size_t(height) * 3, level)};
}

/// A soft red dot whose centre of mass is `at`, in continuous coordinates, on a grey picture.
inline void drawMark(Image& image, Point at, double radius = 2) {
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const double dx = x + 0.5 - at[0], dy = y + 0.5 - at[1];
            const double share = std::exp(-(dx * dx + dy * dy) / (2 * radius * radius));
            std::uint8_t* pixel =
                image.pixels.data() + 3 * (std::size_t(y) * std::size_t(image.width) + std::size_t(x));
            pixel[0] = static_cast<std::uint8_t>(pixel[0] + share * (255 - pixel[0]) + 0.5);
            pixel[1] = pixel[2] = static_cast<std::uint8_t>(pixel[1] * (1 - share) + 0.5);
        }
}

/// Centre of mass of what is red; nothing where nothing is.
inline std::optional<Point> findMark(const Image& image) {
    double sum = 0, x = 0, y = 0;
    for (int row = 0; row < image.height; ++row)
        for (int column = 0; column < image.width; ++column) {
            const std::uint8_t* pixel =
                image.pixels.data() + 3 * (std::size_t(row) * std::size_t(image.width) + std::size_t(column));
            const double red = pixel[0] - (pixel[1] + pixel[2]) / 2.0;
            if (red < 20) continue;
            sum += red;
            x += red * (column + 0.5);
            y += red * (row + 0.5);
        }
    if (sum < 200) return {};
    return Point{x / sum, y / sum};
}

}  // namespace atelier::vision
