#include "vision/preprocessors/idefics3.h"

#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/planes.h"

#include <algorithm>
#include <vector>

// Idefics3 and SmolVLM: a picture is resized to its longest side, then to whole tiles, and cut; the whole picture comes
// last as one more tile. Reference: transformers, image_processing_idefics3.
namespace atelier::vision {
namespace {

constexpr std::int64_t kMaxSide = 16'384;
constexpr int kHardLimit = 4096;  // of a side after the first resizing, as in the reference

// One side set to `side`, the other in proportion, rounded down.
int inProportion(int side, double ratio) {
    return static_cast<int>(static_cast<double>(side) * ratio);
}

int even(int side) {
    return side + side % 2;
}

int wholeTiles(int side, int tile) {
    return (side + tile - 1) / tile * tile;
}

class Idefics3Preprocessor : public Preprocessor {
public:
    Idefics3Preprocessor(const Json& config, const std::string& where)
        : sizes_(Idefics3Sizes::read(config, where)),
          table_(sizes_.common.table()),
          tokens_(countAt(config, "image_seq_len", where, 169)),
          splits_(jsonAt<bool>(config, "do_image_splitting", where, true)) {}

    std::int64_t tokenCount(int width, int height) const override {
        const auto size = plannedSize(width, height);
        const std::int64_t tiles = std::int64_t(size[0] / sizes_.square) * (size[1] / sizes_.square);
        return tokens_ * (tiles > 1 ? tiles + 1 : 1);
    }

    std::array<int, 2> plannedSize(int width, int height) const override {
        const int tile = sizes_.square;
        if (!splits_) return {tile, tile};
        const auto [wide, tall] = sizes_.common.resize ? sizes_.first(width, height) : std::array{width, height};
        const double ratio = static_cast<double>(wide) / static_cast<double>(tall);
        if (wide >= tall) {
            const int full = wholeTiles(wide, tile);
            return {full, wholeTiles(static_cast<int>(static_cast<double>(full) / ratio), tile)};
        }
        const int full = wholeTiles(tall, tile);
        return {wholeTiles(inProportion(full, ratio), tile), full};
    }

    PixelValues process(const Image& image) const override {
        const int tile = sizes_.square;
        const Filter filter = sizes_.common.filter;
        Image first = image;
        if (sizes_.common.resize) {
            const auto [width, height] = sizes_.first(image.width, image.height);
            first = resize(image, width, height, filter);
        }
        const auto [width, height] = plannedSize(image.width, image.height);
        const Image whole = resize(first, width, height, filter);
        const int columns = width / tile, rows = height / tile;
        PixelValues result;
        result.shape = {columns * rows > 1 ? columns * rows + 1 : 1, 3, tile, tile};
        result.values.reserve(std::size_t(result.shape[0]) * 3 * std::size_t(tile) * std::size_t(tile));
        appendTiles(whole, columns, rows, table_, result.values);
        if (columns * rows > 1) appendPlanes(resize(whole, tile, tile, filter), table_, result.values);
        return result;
    }

private:
    Idefics3Sizes sizes_;
    PixelTable table_;
    std::int64_t tokens_;  ///< of a tile
    bool splits_;
};

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t, std::int64_t) {
    return std::make_unique<Idefics3Preprocessor>(config, where);
}

const Registry<PreprocessorFactory>::Entry idefics3{"Idefics3ImageProcessor", make};
const Registry<PreprocessorFactory>::Entry idefics3Fast{"Idefics3ImageProcessorFast", make};
const Registry<PreprocessorFactory>::Entry smolVlm{"SmolVLMImageProcessor", make};
const Registry<PreprocessorFactory>::Entry smolVlmFast{"SmolVLMImageProcessorFast", make};

}  // namespace

Idefics3Sizes Idefics3Sizes::read(const Json& config, const std::string& where) {
    CommonConfig defaults;
    defaults.mean = defaults.deviation = {0.5, 0.5, 0.5};
    defaults.filter = Filter::Lanczos;
    Idefics3Sizes sizes;
    sizes.common = CommonConfig::read(config, where, defaults);
    const auto sizeAt = [&](const char* key) -> const Json* {
        const auto size = config.find(key);
        if (size == config.end() || size->is_null()) return nullptr;
        if (!size->is_object()) throw Error("\"" + std::string(key) + "\" must be an object", where);
        return &*size;
    };
    if (const Json* size = sizeAt("size")) {
        const std::string place = where + ": size";
        const auto longest = size->find("longest_edge");
        if (longest != size->end() && !longest->is_null()) {
            sizes.longest = static_cast<int>(countAt(*size, "longest_edge", place, 0, 1, kMaxSide));
        } else {
            sizes.longest = 0;
            sizes.width = static_cast<int>(countAt(*size, "width", place, 0, 1, kMaxSide));
            sizes.height = static_cast<int>(countAt(*size, "height", place, 0, 1, kMaxSide));
        }
    }
    if (const Json* square = sizeAt("max_image_size"))
        sizes.square = static_cast<int>(countAt(*square, "longest_edge", where + ": max_image_size", 0, 1, kMaxSide));
    return sizes;
}

std::array<int, 2> Idefics3Sizes::first(int givenWidth, int givenHeight) const {
    if (longest == 0) return {width, height};
    // The quotients of the reference: its rounding down depends on them.
    const double ratio = static_cast<double>(givenWidth) / static_cast<double>(givenHeight);
    int wide = longest, tall = longest;
    if (givenWidth >= givenHeight)
        tall = std::max(even(static_cast<int>(static_cast<double>(wide) / ratio)), 1);
    else
        wide = std::max(even(inProportion(tall, ratio)), 1);
    const double own = static_cast<double>(wide) / static_cast<double>(tall);
    if (wide >= tall && wide > kHardLimit) {
        wide = kHardLimit;
        tall = static_cast<int>(static_cast<double>(wide) / own);
    } else if (tall > wide && tall > kHardLimit) {
        tall = kHardLimit;
        wide = inProportion(tall, own);
    }
    return {std::max(wide, 1), std::max(tall, 1)};
}

}  // namespace atelier::vision
