#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"

// The image processors of BLIP and SigLIP: a picture of any shape is resized to one size, which the tower takes whole.
// A picture has as many tokens as a Q-Former has queries, or as the config says. Reference: transformers, models/blip
// and models/siglip.
namespace atelier::vision {
namespace {

constexpr int kMaxSide = 16'384;

// What is not in the file.
struct Defaults {
    CommonConfig common;
    int side = 384;
    const char* tokensKey = "num_query_tokens";
    std::int64_t tokens = 32;
};

class OneSizePreprocessor : public Preprocessor {
public:
    OneSizePreprocessor(const Json& config, const std::string& where, const Defaults& defaults)
        : common_(CommonConfig::read(config, where, defaults.common)),
          table_(common_.table()),
          tokens_(countAt(config, defaults.tokensKey, where, defaults.tokens, 1, 1 << 16)),
          width_(defaults.side),
          height_(defaults.side) {
        if (!common_.resize)
            throw Error("\"do_resize\" is false, but the tower takes pictures of one size", where, "set it to true");
        if (jsonAt<bool>(config, "do_center_crop", where, false))
            throw Error("\"do_center_crop\" is not supported for pictures of this kind", where, "set it to false");
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

    std::int64_t tokenCount(int, int) const override { return tokens_; }
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
    std::int64_t tokens_;
    int width_, height_;
};

std::unique_ptr<Preprocessor> blip(const Json& config, const std::string& where, std::int64_t, std::int64_t) {
    return std::make_unique<OneSizePreprocessor>(config, where, Defaults());
}

std::unique_ptr<Preprocessor> siglip(const Json& config, const std::string& where, std::int64_t, std::int64_t) {
    Defaults defaults{.side = 224, .tokensKey = "image_seq_length", .tokens = 256};
    defaults.common.mean = defaults.common.deviation = {0.5, 0.5, 0.5};
    return std::make_unique<OneSizePreprocessor>(config, where, defaults);
}

const Registry<PreprocessorFactory>::Entry blipPlain{"BlipImageProcessor", blip};
const Registry<PreprocessorFactory>::Entry blipFast{"BlipImageProcessorFast", blip};
const Registry<PreprocessorFactory>::Entry siglipPlain{"SiglipImageProcessor", siglip};
const Registry<PreprocessorFactory>::Entry siglipFast{"SiglipImageProcessorFast", siglip};

}  // namespace
}  // namespace atelier::vision
