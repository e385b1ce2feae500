#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"

#include <algorithm>
#include <vector>

// Gemma 3: pictures of one size; with pan and scan, crops of long pictures beside the whole one. Reference:
// transformers, image_processing_gemma3.
namespace atelier::vision {
namespace {

constexpr std::int64_t kMaxSide = 16'384;

class Gemma3Preprocessor : public Preprocessor {
public:
    Gemma3Preprocessor(const Json& config, const std::string& where)
        : common_(CommonConfig::read(config, where, defaults())),
          table_(common_.table()),
          tokens_(countAt(config, "image_seq_length", where, 256)),
          panAndScan_(jsonAt<bool>(config, "do_pan_and_scan", where, false)),
          minCrop_(countAt(config, "pan_and_scan_min_crop_size", where, 256, 1, kMaxSide)),
          maxCrops_(countAt(config, "pan_and_scan_max_num_crops", where, 4, 1, 64)),
          minRatio_(jsonAt<double>(config, "pan_and_scan_min_ratio_to_activate", where, 1.2)) {
        if (!common_.resize)
            throw Error("\"do_resize\" is off, but the vision tower takes pictures of one size", where);
        if (const auto size = config.find("size"); size != config.end() && !size->is_null()) {
            const std::string place = where + ": size";
            if (!size->is_object()) throw Error("\"size\" must be an object with height and width", where);
            height_ = static_cast<int>(countAt(*size, "height", place, 0, 1, kMaxSide));
            width_ = static_cast<int>(countAt(*size, "width", place, 0, 1, kMaxSide));
        }
    }

    std::int64_t tokenCount(int width, int height) const override {
        return tokens_ * (1 + std::ssize(crops(width, height)));
    }

    std::array<int, 2> plannedSize(int, int) const override { return {width_, height_}; }

    PixelValues process(const Image& image) const override {
        const auto regions = crops(image.width, image.height);
        PixelValues result;
        result.shape = {1 + std::ssize(regions), 3, height_, width_};
        result.values.reserve((1 + regions.size()) * 3 * std::size_t(width_) * std::size_t(height_));
        append(result.values, image);
        for (const Box& region : regions)
            append(result.values, crop(image, region));
        return result;
    }

private:
    static CommonConfig defaults() {
        CommonConfig common;
        common.mean = common.deviation = {0.5, 0.5, 0.5};
        common.filter = Filter::Bilinear;
        return common;
    }

    // A long picture is cut into pieces along its longer side, about as many as it is longer.
    std::vector<Box> crops(int width, int height) const {
        if (!panAndScan_) return {};
        const bool wide = width >= height;
        const std::int64_t longer = std::max(width, height), shorter = std::min(width, height);
        if (static_cast<double>(longer) / static_cast<double>(shorter) < minRatio_) return {};
        const auto rounded = (2 * longer + shorter) / (2 * shorter);  // halves go up
        const auto count = std::min(maxCrops_, std::max<std::int64_t>(2, std::min(longer / minCrop_, rounded)));
        const auto length = (longer + count - 1) / count;
        if (std::min(length, shorter) < minCrop_) return {};
        std::vector<Box> regions;
        for (std::int64_t i = 0; i < count; ++i) {
            const auto begin = static_cast<double>(length * i),
                       end = static_cast<double>(std::min(length * (i + 1), longer));
            regions.push_back(wide ? Box{begin, 0, end, double(height)} : Box{0, begin, double(width), end});
        }
        return regions;
    }

    void append(std::vector<float>& values, const Image& image) const {
        const Image resized = resize(image, width_, height_, common_.filter);
        for (std::size_t channel = 0; channel < 3; ++channel)
            for (std::size_t at = channel; at < resized.pixels.size(); at += 3)
                values.push_back(table_[channel][resized.pixels[at]]);
    }

    CommonConfig common_;
    std::array<std::array<float, 256>, 3> table_;
    int width_ = 224, height_ = 224;
    std::int64_t tokens_;  ///< of a picture or a crop
    bool panAndScan_;
    std::int64_t minCrop_, maxCrops_;
    double minRatio_;
};

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t, std::int64_t) {
    return std::make_unique<Gemma3Preprocessor>(config, where);
}

const Registry<PreprocessorFactory>::Entry plain{"Gemma3ImageProcessor", make};
const Registry<PreprocessorFactory>::Entry fast{"Gemma3ImageProcessorFast", make};

}  // namespace
}  // namespace atelier::vision
