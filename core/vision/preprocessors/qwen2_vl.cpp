#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/grid_patches.h"

#include <algorithm>
#include <cmath>

namespace atelier::vision {
namespace {

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t minPixels,
                                   std::int64_t maxPixels) {
    GridRules rules;
    rules.limits = {56 * 56, 28 * 28 * 1280};
    rules.size = [](int height, int width, const PatchSizes& sizes, const PixelLimits& limits) {
        return smartResize(height, width, sizes.block(), limits.minimum, limits.maximum);
    };
    return makeGridPreprocessor(config, where, minPixels, maxPixels, std::move(rules));
}

const Registry<PreprocessorFactory>::Entry plain{"Qwen2VLImageProcessor", make};
const Registry<PreprocessorFactory>::Entry fast{"Qwen2VLImageProcessorFast", make};

// Python's round(): halves go to the even neighbour. Integers throughout, so it is exact.
std::int64_t roundedQuotient(std::int64_t value, std::int64_t divisor) {
    const std::int64_t quotient = value / divisor, twice = 2 * (value % divisor);
    return quotient + (twice > divisor || (twice == divisor && quotient % 2 == 1) ? 1 : 0);
}

}  // namespace

std::array<int, 2> smartResize(int height, int width, int factor, std::int64_t minPixels, std::int64_t maxPixels) {
    if (height <= 0 || width <= 0 || factor <= 0) throw std::logic_error("smartResize: sizes are positive");
    if (std::int64_t(std::max(height, width)) > 200 * std::int64_t(std::min(height, width)))
        throw Error("the image is too long for its width: one side is more than 200 times the other",
                    std::to_string(width) + " x " + std::to_string(height), "crop it");
    std::int64_t tall = roundedQuotient(height, factor) * factor, wide = roundedQuotient(width, factor) * factor;
    const auto area = static_cast<double>(std::int64_t(height) * width);
    if (tall * wide > maxPixels) {
        const double shrink = std::sqrt(area / static_cast<double>(maxPixels));
        const auto fit = [&](int side) {
            return std::max<std::int64_t>(factor,
                                          static_cast<std::int64_t>(std::floor(side / shrink / factor)) * factor);
        };
        tall = fit(height);
        wide = fit(width);
    } else if (tall * wide < minPixels) {
        const double grow = std::sqrt(static_cast<double>(minPixels) / area);
        const auto fill = [&](int side) { return static_cast<std::int64_t>(std::ceil(side * grow / factor)) * factor; };
        tall = fill(height);
        wide = fill(width);
    }
    // Only a minimum of one pixel lets a side round to nothing.
    tall = std::max<std::int64_t>(tall, factor);
    wide = std::max<std::int64_t>(wide, factor);
    if (tall * wide > 200'000'000)
        throw Error("the smallest allowed size of an image is over 200 million pixels", "min_pixels");
    return {static_cast<int>(tall), static_cast<int>(wide)};
}

}  // namespace atelier::vision
