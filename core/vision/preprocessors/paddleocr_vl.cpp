#include "common/registry.h"
#include "vision/preprocessors/grid_patches.h"

#include <cmath>

// Reference: transformers, models/paddleocr_vl/image_processing_paddleocr_vl.py.
namespace atelier::vision {
namespace {

// Sides below a block grow to one first, with the other side in proportion; then as in Qwen2-VL.
std::array<int, 2> sizeFor(int height, int width, const PatchSizes& sizes, const PixelLimits& limits) {
    const int block = sizes.block();
    const auto grown = [block](int side, int other) {
        return static_cast<int>(
            std::nearbyint(static_cast<double>(std::int64_t(other) * block) / static_cast<double>(side)));
    };
    if (height < block) width = grown(height, width), height = block;
    if (width < block) height = grown(width, height), width = block;
    return smartResize(height, width, block, limits.minimum, limits.maximum);
}

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t minPixels,
                                   std::int64_t maxPixels) {
    GridRules rules;
    rules.limits = {384 * 384, 1536 * 1536};
    rules.frames = 1;
    rules.size = sizeFor;
    rules.byRows = true;
    return makeGridPreprocessor(config, where, minPixels, maxPixels, std::move(rules));
}

const Registry<PreprocessorFactory>::Entry plain{"PaddleOCRVLImageProcessor", make};
const Registry<PreprocessorFactory>::Entry fast{"PaddleOCRVLImageProcessorFast", make};

}  // namespace
}  // namespace atelier::vision
