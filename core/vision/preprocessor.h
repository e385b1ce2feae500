#pragma once

#include "common/json.h"
#include "vision/image.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace atelier::vision {

/// What a vision tower is fed for one or more images.
/// Patch families (Qwen2-VL): values [patches, channels*temporal*patch*patch], grids one (t, h, w) in patches an image.
/// Frame families (CLIP): values [images, 3, height, width], grids empty.
struct PixelValues {
    std::vector<float> values;
    std::vector<std::int64_t> shape;
    std::vector<std::array<std::int64_t, 3>> grids;
};

/// Turns an upright RGB image into tower input as the family's reference processor does. Thread-safe after
/// construction.
class Preprocessor {
public:
    virtual ~Preprocessor() = default;
    /// Image tokens the language model will see for an image of this size: no pixels are touched.
    virtual std::int64_t tokenCount(int width, int height) const = 0;
    /// Size in pixels that the tower sees for an image of this size.
    virtual std::array<int, 2> plannedSize(int width, int height) const = 0;
    virtual PixelValues process(const Image& image) const = 0;
};

/// From a model folder's `preprocessor_config.json` (its "image_processor_type" names the registered preprocessor);
/// limits can be lowered by the recipe's image_min_pixels / image_max_pixels: 0 keeps the file's value.
std::unique_ptr<Preprocessor> makePreprocessor(const Json& config, const std::string& where, std::int64_t minPixels = 0,
                                               std::int64_t maxPixels = 0);

/// Height and width that are multiples of `factor`, within [minPixels, maxPixels], aspect kept as well as that allows;
/// rounds half to even as Python does. Throws Error for an aspect ratio over 200. Source: transformers
/// image_processing_qwen2_vl.smart_resize.
std::array<int, 2> smartResize(int height, int width, int factor, std::int64_t minPixels, std::int64_t maxPixels);

}  // namespace atelier::vision
