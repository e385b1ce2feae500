#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/planes.h"

#include <algorithm>
#include <cmath>

// Pixtral and Mistral 3: pictures keep their shape, shrink to a longest side and fill whole patches. Reference:
// transformers, image_processing_pixtral.
namespace atelier::vision {
namespace {

constexpr std::int64_t kMaxSide = 16'384;

class PixtralPreprocessor : public Preprocessor {
public:
    PixtralPreprocessor(const Json& config, const std::string& where, std::int64_t maxPixels)
        : common_(CommonConfig::read(config, where, {})), table_(common_.table()), maxPixels_(maxPixels) {
        if (!common_.resize) throw Error("\"do_resize\": false is not supported", where);
        if (jsonAt<bool>(config, "do_center_crop", where, false))
            throw Error("\"do_center_crop\" is not supported with this image processor", where);
        if (const auto patch = config.find("patch_size"); patch != config.end() && patch->is_object()) {
            patchHeight_ = static_cast<int>(countAt(*patch, "height", where + ": patch_size", 0, 1, 1024));
            patchWidth_ = static_cast<int>(countAt(*patch, "width", where + ": patch_size", 0, 1, 1024));
        } else {
            patchHeight_ = patchWidth_ = static_cast<int>(countAt(config, "patch_size", where, 16, 1, 1024));
        }
        if (const auto size = config.find("size"); size != config.end() && !size->is_null()) {
            const std::string place = where + ": size";
            if (!size->is_object()) throw Error("\"size\" must be an object", where);
            const auto longest = size->find("longest_edge");
            if (longest != size->end() && !longest->is_null()) {
                height_ = width_ = countAt(*size, "longest_edge", place, 0, 1, kMaxSide);
            } else {
                height_ = countAt(*size, "height", place, 0, 1, kMaxSide);
                width_ = countAt(*size, "width", place, 0, 1, kMaxSide);
            }
        }
    }

    std::int64_t tokenCount(int width, int height) const override {
        const auto size = plannedSize(width, height);
        return std::int64_t(size[0] / patchWidth_) * (size[1] / patchHeight_);
    }

    std::array<int, 2> plannedSize(int width, int height) const override {
        double ratio = std::max(double(height) / double(height_), double(width) / double(width_));
        if (maxPixels_ > 0) ratio = std::max(ratio, std::sqrt(double(height) * double(width) / double(maxPixels_)));
        if (ratio > 1) {
            height = static_cast<int>(std::floor(double(height) / ratio));
            width = static_cast<int>(std::floor(double(width) / ratio));
        }
        const auto whole = [](int side, int patch) { return std::max((side + patch - 1) / patch, 1) * patch; };
        return {whole(width, patchWidth_), whole(height, patchHeight_)};
    }

    PixelValues process(const Image& image) const override {
        const auto [width, height] = plannedSize(image.width, image.height);
        PixelValues result;
        result.shape = {1, 3, height, width};
        result.values.reserve(3 * std::size_t(width) * std::size_t(height));
        appendPlanes(resize(image, width, height, common_.filter), table_, result.values);
        return result;
    }

private:
    CommonConfig common_;
    PixelTable table_;
    std::int64_t maxPixels_;  ///< 0: no limit but the sides'
    int patchHeight_ = 16, patchWidth_ = 16;
    std::int64_t height_ = 1024, width_ = 1024;  ///< largest
};

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t, std::int64_t maxPixels) {
    return std::make_unique<PixtralPreprocessor>(config, where, maxPixels);
}

const Registry<PreprocessorFactory>::Entry plain{"PixtralImageProcessor", make};
const Registry<PreprocessorFactory>::Entry fast{"PixtralImageProcessorFast", make};

}  // namespace
}  // namespace atelier::vision
