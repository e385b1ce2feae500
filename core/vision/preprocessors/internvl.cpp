#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/planes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

// InternVL: a grid of tiles whose shape is nearest to the picture's, then the whole picture as one more tile. Its
// folders name GOT-OCR 2's image processor. Reference: transformers, image_processing_got_ocr2.
namespace atelier::vision {
namespace {

constexpr std::int64_t kMaxSide = 16'384;

class TiledPreprocessor : public Preprocessor {
public:
    TiledPreprocessor(const Json& config, const std::string& where)
        : common_(CommonConfig::read(config, where, {})),
          table_(common_.table()),
          tokens_(countAt(config, "image_seq_length", where, 256)),
          tiles_(jsonAt<bool>(config, "crop_to_patches", where, false)),
          fewest_(countAt(config, "min_patches", where, 1, 1, 256)),
          most_(countAt(config, "max_patches", where, 12, 1, 256)) {
        if (!common_.resize)
            throw Error("\"do_resize\" is off, but the vision tower takes pictures of one size", where);
        if (fewest_ > most_) throw Error("\"min_patches\" is above \"max_patches\"", where);
        if (const auto size = config.find("size"); size != config.end() && !size->is_null()) {
            const std::string place = where + ": size";
            if (!size->is_object()) throw Error("\"size\" must be an object with height and width", where);
            height_ = static_cast<int>(countAt(*size, "height", place, 0, 1, kMaxSide));
            width_ = static_cast<int>(countAt(*size, "width", place, 0, 1, kMaxSide));
        }
        for (int columns = 1; columns <= most_; ++columns)
            for (int rows = 1; rows <= most_; ++rows)
                if (columns * rows >= fewest_ && columns * rows <= most_) shapes_.emplace_back(columns, rows);
        std::ranges::stable_sort(shapes_, {}, [](const auto& shape) { return shape.first * shape.second; });
    }

    std::int64_t tokenCount(int width, int height) const override {
        return tokens_ * pictures(shapeFor(width, height));
    }

    std::array<int, 2> plannedSize(int width, int height) const override {
        const auto [columns, rows] = shapeFor(width, height);
        return {columns * width_, rows * height_};
    }

    PixelValues process(const Image& image) const override {
        const auto shape = shapeFor(image.width, image.height);
        const auto [columns, rows] = shape;
        PixelValues result;
        result.shape = {pictures(shape), 3, height_, width_};
        result.values.reserve(std::size_t(pictures(shape)) * 3 * std::size_t(width_) * std::size_t(height_));
        const auto resized = resize(image, columns * width_, rows * height_, common_.filter);
        appendTiles(resized, columns, rows, table_, result.values);
        if (columns * rows > 1) appendPlanes(resize(image, width_, height_, common_.filter), table_, result.values);
        return result;
    }

private:
    static std::int64_t pictures(const std::pair<int, int>& shape) {
        const std::int64_t tiles = std::int64_t{shape.first} * shape.second;
        return tiles > 1 ? tiles + 1 : 1;
    }

    // Columns and rows. Of shapes that are as near, the larger one where the picture fills more than half of it.
    std::pair<int, int> shapeFor(int width, int height) const {
        if (!tiles_) return {1, 1};
        const double ratio = double(width) / double(height), area = double(width) * double(height);
        double nearest = std::numeric_limits<double>::infinity();
        std::pair<int, int> best{1, 1};
        for (const auto& shape : shapes_) {
            const double off = std::abs(ratio - double(shape.first) / double(shape.second));
            const bool fills = area > 0.5 * height_ * width_ * shape.first * shape.second;
            if (off < nearest || (off == nearest && fills)) best = shape;
            nearest = std::min(nearest, off);
        }
        return best;
    }

    CommonConfig common_;
    PixelTable table_;
    int width_ = 384, height_ = 384;  ///< of a tile
    std::int64_t tokens_;             ///< of a tile
    bool tiles_;
    std::int64_t fewest_, most_;
    std::vector<std::pair<int, int>> shapes_;  ///< columns and rows, the smallest grids first
};

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t, std::int64_t) {
    return std::make_unique<TiledPreprocessor>(config, where);
}

const Registry<PreprocessorFactory>::Entry plain{"GotOcr2ImageProcessor", make};
const Registry<PreprocessorFactory>::Entry fast{"GotOcr2ImageProcessorFast", make};

}  // namespace
}  // namespace atelier::vision
