#pragma once

#include "common/json.h"
#include "vision/image.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
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

/// A model folder's image processor settings, whichever way they are stored: "image_processor" inside
/// processor_config.json (newer transformers; it wins, as there), else preprocessor_config.json. What the outer
/// processor_config.json says about image tokens (patch_size, vision_feature_select_strategy,
/// num_additional_image_tokens, image_seq_length, num_image_tokens,
/// vision_aspect_ratio) is added where the inner one lacks it. Throws Error when neither file
/// has them.
Json readPreprocessorConfig(const std::filesystem::path& modelFolder);

/// From readPreprocessorConfig(): "image_processor_type" names the registered preprocessor. Missing keys take
/// transformers' defaults; a wrong type or value throws Error with `where` and the key. minPixels and maxPixels (the
/// recipe's image_min_pixels and image_max_pixels) replace the file's limits, 0 keeps them; families of one fixed size
/// have no such limits.
std::unique_ptr<Preprocessor> makePreprocessor(const Json& config, const std::string& where, std::int64_t minPixels = 0,
                                               std::int64_t maxPixels = 0);

/// What a family registers: Registry<PreprocessorFactory>, by image_processor_type. Parameters as makePreprocessor.
using PreprocessorFactory = std::function<std::unique_ptr<Preprocessor>(
    const Json& config, const std::string& where, std::int64_t minPixels, std::int64_t maxPixels)>;

/// Height and width that are multiples of `factor`, within [minPixels, maxPixels], aspect kept as well as that allows;
/// rounds half to even as Python does. Throws Error for an aspect ratio over 200. Source: transformers
/// image_processing_qwen2_vl.smart_resize.
std::array<int, 2> smartResize(int height, int width, int factor, std::int64_t minPixels, std::int64_t maxPixels);

}  // namespace atelier::vision
