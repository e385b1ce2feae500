#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/patches.h"

#include <algorithm>
#include <cmath>

namespace atelier::vision {
namespace {

class Qwen2VlPreprocessor : public Preprocessor {
public:
    Qwen2VlPreprocessor(const Json& config, const std::string& where, std::int64_t minPixels, std::int64_t maxPixels)
        : common_(CommonConfig::read(config, where, {})),
          table_(common_.table()),
          sizes_{static_cast<int>(countAt(config, "patch_size", where, 14, 1, 1024)),
                 static_cast<int>(countAt(config, "merge_size", where, 2, 1, 64)),
                 static_cast<int>(countAt(config, "temporal_patch_size", where, 2, 1, 64))},
          limits_(PixelLimits::read(config, where, {56 * 56, 28 * 28 * 1280})) {
        limits_.replace(minPixels, maxPixels);
    }

    std::int64_t tokenCount(int width, int height) const override {
        const auto size = plannedSize(width, height);
        const int block = sizes_.block();
        return std::int64_t(size[0] / block) * (size[1] / block);
    }

    std::array<int, 2> plannedSize(int width, int height) const override {
        const int block = sizes_.block();
        if (common_.resize) {
            const auto size = smartResize(height, width, block, limits_.minimum, limits_.maximum);
            return {size[1], size[0]};
        }
        if (width % block != 0 || height % block != 0)
            throw Error(
                "the image's sides must be multiples of " + std::to_string(block) + ": its model does not resize",
                std::to_string(width) + " x " + std::to_string(height));
        return {width, height};
    }

    PixelValues process(const Image& image) const override {
        const auto [width, height] = plannedSize(image.width, image.height);
        PixelValues result;
        result.grids = {{1, height / sizes_.patch, width / sizes_.patch}};
        result.shape = {result.grids[0][1] * result.grids[0][2],
                        std::int64_t{3} * sizes_.frames * sizes_.patch * sizes_.patch};
        std::vector<Image> pictures;
        pictures.push_back(resize(image, width, height, common_.filter));
        appendPatches(pictures, sizes_, table_, result.values);
        return result;
    }

private:
    CommonConfig common_;
    std::array<std::array<float, 256>, 3> table_;
    PatchSizes sizes_;
    PixelLimits limits_;
};

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t minPixels,
                                   std::int64_t maxPixels) {
    return std::make_unique<Qwen2VlPreprocessor>(config, where, minPixels, maxPixels);
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
