#include "common/registry.h"
#include "vision/preprocessors/clip_size.h"
#include "vision/preprocessors/grid_patches.h"

// Reference: transformers, models/glm4v/image_processing_glm4v.py: a picture is a video of as many frames as a patch
// has.
namespace atelier::vision {
namespace {

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t minPixels,
                                   std::int64_t maxPixels) {
    GridRules rules;
    rules.limits = {112 * 112, 28 * 28 * 15000};
    rules.limitsCountFrames = true;
    rules.size = [](int height, int width, const PatchSizes& sizes, const PixelLimits& limits) {
        const auto size = clipSize("image", width, height, sizes.frames, sizes, limits.minimum, limits.maximum);
        return std::array{size[1], size[0]};
    };
    return makeGridPreprocessor(config, where, minPixels, maxPixels, std::move(rules));
}

const Registry<PreprocessorFactory>::Entry glm41{"Glm4vImageProcessor", make};
const Registry<PreprocessorFactory>::Entry glm41Fast{"Glm4vImageProcessorFast", make};
const Registry<PreprocessorFactory>::Entry glm46{"Glm46VImageProcessor", make};
const Registry<PreprocessorFactory>::Entry glm46Fast{"Glm46VImageProcessorFast", make};

}  // namespace
}  // namespace atelier::vision
