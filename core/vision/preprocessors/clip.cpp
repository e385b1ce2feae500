#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"

#include <algorithm>
#include <cstring>

namespace atelier::vision {
namespace {

constexpr int kMaxSide = 16'384;

// Either a shortest edge (aspect kept) or a fixed size.
struct Target {
    int shortest = 0, width = 0, height = 0;
};

// A number means a shortest edge for "size" and a square for "crop_size", as in transformers.
Target targetAt(const Json& config, const std::string& key, const std::string& where, Target fallback, bool square) {
    const auto found = config.find(key);
    if (found == config.end() || found->is_null()) return fallback;
    Target target;
    if (found->is_number_integer()) {
        const int side = static_cast<int>(countAt(config, key, where, 0, 1, kMaxSide));
        (square ? target.width = target.height = side : target.shortest = side);
        return target;
    }
    const std::string place = where + ": " + key;
    if (!found->is_object()) throw Error("\"" + key + "\" must be a number or an object", where);
    if (found->contains("shortest_edge") && !(*found)["shortest_edge"].is_null() && !square) {
        target.shortest = static_cast<int>(countAt(*found, "shortest_edge", place, 0, 1, kMaxSide));
    } else {
        target.height = static_cast<int>(countAt(*found, "height", place, 0, 1, kMaxSide));
        target.width = static_cast<int>(countAt(*found, "width", place, 0, 1, kMaxSide));
    }
    return target;
}

class ClipPreprocessor : public Preprocessor {
public:
    ClipPreprocessor(const Json& config, const std::string& where)
        : common_(CommonConfig::read(config, where, {})),
          table_(common_.table()),
          size_(targetAt(config, "size", where, {224, 0, 0}, false)),
          crop_(targetAt(config, "crop_size", where, {0, 224, 224}, true)),
          patch_(static_cast<int>(countAt(config, "patch_size", where, 14, 1, 1024))),
          // A CLIP tower always has its class token, also where an old file does not mention it.
          extraTokens_(countAt(config, "num_additional_image_tokens", where, 1, 0, 1024)) {
        const bool centerCrop = jsonAt<bool>(config, "do_center_crop", where, true);
        const auto strategy = jsonAt<std::string>(config, "vision_feature_select_strategy", where, "default");
        if (strategy != "default" && strategy != "full")
            throw Error("\"vision_feature_select_strategy\" must be \"default\" or \"full\"", where);
        if (strategy == "default") --extraTokens_;
        if (!centerCrop) {
            if (!common_.resize || size_.shortest > 0)
                throw Error("without \"do_center_crop\" the tower needs a \"size\" of fixed height and width", where);
            crop_ = size_;
        }
    }

    std::int64_t tokenCount(int, int) const override {
        return std::int64_t(crop_.width / patch_) * (crop_.height / patch_) + extraTokens_;
    }

    std::array<int, 2> plannedSize(int, int) const override { return {crop_.width, crop_.height}; }

    PixelValues process(const Image& image) const override {
        const auto [width, height] = resizedSize(image.width, image.height);
        const Image resized = resize(image, width, height, common_.filter);
        // As torchvision does: odd remainders leave the larger half at the right and the bottom.
        const auto offset = [](int from, int to) { return to > from ? -((to - from) / 2) : (from - to) / 2; };
        const int left = offset(width, crop_.width), top = offset(height, crop_.height);

        PixelValues result;
        result.shape = {1, 3, crop_.height, crop_.width};
        const std::size_t plane = std::size_t(crop_.width) * std::size_t(crop_.height);
        result.values.resize(3 * plane);
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const auto& table = table_[channel];
            float* out = result.values.data() + channel * plane;
            std::fill(out, out + plane, table[0]);  // black beyond the edges
            for (int y = std::max(0, -top); y < crop_.height && y + top < height; ++y)
                for (int x = std::max(0, -left); x < crop_.width && x + left < width; ++x) {
                    const std::size_t at = std::size_t(y + top) * std::size_t(width) + std::size_t(x + left);
                    out[std::size_t(y) * std::size_t(crop_.width) + std::size_t(x)] =
                        table[resized.pixels[at * 3 + channel]];
                }
        }
        return result;
    }

private:
    std::array<int, 2> resizedSize(int width, int height) const {
        if (!common_.resize) return {width, height};
        if (size_.shortest == 0) return {size_.width, size_.height};
        const std::int64_t low = std::min(width, height), high = std::max(width, height);
        const std::int64_t longest = size_.shortest * high / low;
        if (longest * size_.shortest > 200'000'000)
            throw Error("the image is too long for its width", std::to_string(width) + " x " + std::to_string(height),
                        "crop it");
        const int other = static_cast<int>(longest);
        return width <= height ? std::array{size_.shortest, other} : std::array{other, size_.shortest};
    }

    CommonConfig common_;
    std::array<std::array<float, 256>, 3> table_;
    Target size_, crop_;
    int patch_;
    std::int64_t extraTokens_;
};

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t, std::int64_t) {
    return std::make_unique<ClipPreprocessor>(config, where);
}

const Registry<PreprocessorFactory>::Entry plain{"CLIPImageProcessor", make};
const Registry<PreprocessorFactory>::Entry fast{"CLIPImageProcessorFast", make};
const Registry<PreprocessorFactory>::Entry stills{"VideoLlavaImageProcessor", make};

}  // namespace
}  // namespace atelier::vision
