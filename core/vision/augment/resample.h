#pragma once

#include "vision/augment/augmentation.h"

#include <cstdint>
#include <vector>

namespace atelier::vision {

/// What shows where the picture does not reach.
struct Fill {
    bool edge = false;  ///< the picture's outermost pixels go on
    std::array<std::uint8_t, 3> colour{255, 255, 255};
    const Image* picture = nullptr;  ///< for a placement on a background: scaled to cover the result, cut at its middle
};

/// Draws `image` where `placement` puts it: bicubic, antialiased where it shrinks. `shown`: polygons on `image`; what
/// lies outside all of them is filled too; empty: all is shown. Throws Error for a side over 32,766 pixels.
Image resample(const Image& image, const Placement& placement, const Fill& fill,
               const std::vector<std::vector<Point>>& shown = {});

}  // namespace atelier::vision
