#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"

// BLIP's image processor: a picture of any shape is resized to one size, which its tower takes whole. How many tokens a
// picture has is its Q-Former's number of queries. Reference: transformers, models/blip.
namespace atelier::vision {
namespace {

constexpr int kMaxSide = 16'384;

class BlipPreprocessor : public Preprocessor {
public:
    BlipPreprocessor(const Json& config, const std::string& where)
        : common_(CommonConfig::read(config, where, {})),
          table_(common_.table()),
          queries_(countAt(config, "num_query_tokens", where, 32, 1, 1 << 16)) {
        if (!common_.resize)
            throw Error("\"do_resize\" is false, but the tower takes pictures of one size", where, "set it to true");
        if (jsonAt<bool>(config, "do_center_crop", where, false))
            throw Error("\"do_center_crop\" is not supported for BLIP's pictures", where, "set it to false");
        const auto size = config.find("size");
        if (size == config.end() || size->is_null()) return;
        if (size->is_number_integer()) {
            width_ = height_ = static_cast<int>(countAt(config, "size", where, 0, 1, kMaxSide));
            return;
        }
        if (!size->is_object() || !size->contains("height") || !size->contains("width"))
            throw Error("\"size\" must have \"height\" and \"width\"", where);
        height_ = static_cast<int>(countAt(*size, "height", where + ": size", 0, 1, kMaxSide));
        width_ = static_cast<int>(countAt(*size, "width", where + ": size", 0, 1, kMaxSide));
    }

    std::int64_t tokenCount(int, int) const override { return queries_; }
    std::array<int, 2> plannedSize(int, int) const override { return {width_, height_}; }

    PixelValues process(const Image& image) const override {
        const Image resized = resize(image, width_, height_, common_.filter);
        PixelValues result;
        result.shape = {1, 3, height_, width_};
        const std::size_t plane = std::size_t(width_) * std::size_t(height_);
        result.values.resize(3 * plane);
        for (std::size_t channel = 0; channel < 3; ++channel)
            for (std::size_t at = 0; at < plane; ++at)
                result.values[channel * plane + at] = table_[channel][resized.pixels[at * 3 + channel]];
        return result;
    }

private:
    CommonConfig common_;
    std::array<std::array<float, 256>, 3> table_;
    std::int64_t queries_;
    int width_ = 384, height_ = 384;
};

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t, std::int64_t) {
    return std::make_unique<BlipPreprocessor>(config, where);
}

const Registry<PreprocessorFactory>::Entry plain{"BlipImageProcessor", make};
const Registry<PreprocessorFactory>::Entry fast{"BlipImageProcessorFast", make};

}  // namespace
}  // namespace atelier::vision
