#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/planes.h"
#include "vision/tile_arrangements.h"

#include <algorithm>
#include <cmath>

// Llama 3.2 Vision: the picture at the rectangle of tiles that fits it best, in its upper left corner, cut into tiles.
// Places of tiles that stay empty are zeros. Reference: transformers, image_processing_mllama.
namespace atelier::vision {

std::vector<std::array<int, 2>> tileArrangements(int most) {
    std::vector<std::array<int, 2>> all;
    for (int rows = 1; rows <= most; ++rows)
        for (int columns = 1; rows * columns <= most; ++columns)
            all.push_back({rows, columns});
    return all;
}

namespace {

class MllamaPreprocessor : public Preprocessor {
public:
    MllamaPreprocessor(const Json& config, const std::string& where)
        : common_(CommonConfig::read(config, where, defaults())),
          table_(common_.table()),
          most_(static_cast<int>(countAt(config, "max_image_tiles", where, 4, 1, 64))) {
        for (const char* key : {"do_resize", "do_pad"})
            if (!jsonAt<bool>(config, key, where, true))
                throw Error("\"" + std::string(key) + "\" is false, but the tower takes tiles of one size", where,
                            "set it to true");
        const auto size = config.find("size");
        if (size == config.end() || size->is_null()) return;
        if (!size->is_object()) throw Error("\"size\" must be an object with height and width", where);
        tile_ = static_cast<int>(countAt(*size, "height", where + ": size", 0, 1, 4096));
        if (tile_ != countAt(*size, "width", where + ": size", 0, 1, 4096))
            throw Error("\"size\" must be a square, the tile of the vision tower", where);
    }

    std::int64_t tokenCount(int, int) const override { return 1; }
    std::array<int, 2> plannedSize(int width, int height) const override {
        const auto [rows, columns] = arrangement(width, height);
        return {columns * tile_, rows * tile_};
    }

    PixelValues process(const Image& image) const override {
        const auto [rows, columns] = arrangement(image.width, image.height);
        const auto [height, width] = fitted(image.width, image.height, rows * tile_, columns * tile_);
        const Image resized = resize(image, width, height, common_.filter);
        Image canvas{columns * tile_, rows * tile_, {}};
        canvas.pixels.resize(std::size_t(3) * std::size_t(canvas.width) * std::size_t(canvas.height));
        for (int y = 0; y < height; ++y)
            std::copy_n(resized.pixels.begin() + std::ptrdiff_t(3) * y * width, std::ptrdiff_t(3) * width,
                        canvas.pixels.begin() + std::ptrdiff_t(3) * y * canvas.width);
        PixelValues result;
        result.shape = {most_, 3, tile_, tile_};
        result.grids = {{1, rows, columns}};
        appendTiles(canvas, columns, rows, table_, result.values);
        result.values.resize(std::size_t(most_) * 3 * std::size_t(tile_) * std::size_t(tile_), 0);
        return result;
    }

private:
    static CommonConfig defaults() {
        CommonConfig common;
        common.mean = common.deviation = {0.5, 0.5, 0.5};
        common.filter = Filter::Bilinear;
        return common;
    }

    // The one that enlarges the picture least; where all shrink it, the one that shrinks it least. Of several the
    // smallest.
    std::array<int, 2> arrangement(int width, int height) const {
        std::array<int, 2> best{1, 1};
        double bestScale = 0;
        for (const auto& [rows, columns] : tileArrangements(most_)) {
            const double scale =
                std::min(static_cast<double>(rows * tile_) / height, static_cast<double>(columns * tile_) / width);
            const bool larger = scale >= 1, bestLarger = bestScale >= 1;
            const bool better = larger != bestLarger ? larger : larger ? scale < bestScale : scale > bestScale;
            if (better || (scale == bestScale && rows * columns < best[0] * best[1]))
                best = {rows, columns}, bestScale = scale;
        }
        return best;
    }

    // Height and width on a canvas: enlarged no more than to a tile's side, aspect kept.
    std::array<int, 2> fitted(int width, int height, int canvasHeight, int canvasWidth) const {
        const int w = std::clamp(width, tile_, canvasWidth), h = std::clamp(height, tile_, canvasHeight);
        const double down = static_cast<double>(h) / height, across = static_cast<double>(w) / width;
        const auto other = [](int side, double scale, int most) {
            return std::min(std::max(static_cast<int>(std::floor(side * scale)), 1), most);
        };
        if (across < down) return {other(height, across, h), w};
        return {h, other(width, down, w)};
    }

    CommonConfig common_;
    PixelTable table_;
    int most_, tile_ = 224;
};

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t, std::int64_t) {
    return std::make_unique<MllamaPreprocessor>(config, where);
}

const Registry<PreprocessorFactory>::Entry plain{"MllamaImageProcessor", make};
const Registry<PreprocessorFactory>::Entry fast{"MllamaImageProcessorFast", make};

}  // namespace
}  // namespace atelier::vision
