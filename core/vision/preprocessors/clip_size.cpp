#include "vision/preprocessors/clip_size.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace atelier::vision {
namespace {

constexpr double kMostPixels = 1e9;

}  // namespace

std::array<int, 2> clipSize(const char* what, int givenWidth, int givenHeight, std::int64_t count,
                            const PatchSizes& sizes, std::int64_t least, std::int64_t most) {
    const int block = sizes.block();
    double width = givenWidth, height = givenHeight;
    if (width < block || height < block) {
        const double scale = std::max(block / height, block / width);
        width = std::floor(width * scale), height = std::floor(height * scale);
    }
    if (std::max(width, height) > 200 * std::min(width, height))
        throw Error(
            "the " + std::string(what) + " is too long for its width: one side is more than 200 times the other",
            std::to_string(givenWidth) + " x " + std::to_string(givenHeight), "crop it");
    // Halves to the even number, as Python rounds.
    const auto rounded = [](double value, double factor) { return std::nearbyint(value / factor) * factor; };
    const double frames = rounded(static_cast<double>(count), sizes.frames), number = static_cast<double>(count);
    double wide = rounded(width, block), tall = rounded(height, block);
    if (frames * tall * wide > static_cast<double>(most)) {
        const double shrink = std::sqrt(number * height * width / static_cast<double>(most));
        tall = std::max<double>(block, std::floor(height / shrink / block) * block);
        wide = std::max<double>(block, std::floor(width / shrink / block) * block);
    } else if (frames * tall * wide < static_cast<double>(least)) {
        const double grow = std::sqrt(static_cast<double>(least) / (number * height * width));
        tall = std::ceil(height * grow / block) * block;
        wide = std::ceil(width * grow / block) * block;
    }
    if (frames * wide * tall > kMostPixels)
        throw Error("the frames of " + std::string(what == std::string("video") ? "a video" : "an image") +
                        " would have over a thousand million pixels",
                    "the model's settings of pixels");
    return {static_cast<int>(wide), static_cast<int>(tall)};
}

}  // namespace atelier::vision
