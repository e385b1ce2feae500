#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/patch_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

// LFM2-VL: a picture at about its own size; one that is much too large becomes square tiles and, at the end, the whole
// of it. Patches are filled up with zeros to one count. Reference: transformers, image_processing_lfm2_vl.
namespace atelier::vision {
namespace {

constexpr std::int64_t kMaxSide = 16'384;

class Lfm2VlPreprocessor : public Preprocessor {
public:
    Lfm2VlPreprocessor(const Json& config, const std::string& where) {
        CommonConfig defaults;
        defaults.mean = defaults.deviation = {0.5, 0.5, 0.5};
        defaults.filter = Filter::Bilinear;
        common_ = CommonConfig::read(config, where, defaults);
        table_ = common_.table();
        patch_ = static_cast<int>(countAt(config, "encoder_patch_size", where, 16, 1, 1024));
        factor_ = static_cast<int>(countAt(config, "downsample_factor", where, 2, 1, 64));
        tile_ = static_cast<int>(countAt(config, "tile_size", where, 512, 1, kMaxSide));
        fewestTokens_ = countAt(config, "min_image_tokens", where, 64);
        mostTokens_ = countAt(config, "max_image_tokens", where, 256);
        tolerance_ = jsonAt<double>(config, "max_pixels_tolerance", where, 2.0);
        whole_ = jsonAt<bool>(config, "use_thumbnail", where, true);
        if (!jsonAt<bool>(config, "do_pad", where, true))
            throw Error("\"do_pad\": false is not supported", where, "the model needs the sizes of its pictures");
        int fewest = static_cast<int>(countAt(config, "min_tiles", where, 2, 1, 256)),
            most = static_cast<int>(countAt(config, "max_tiles", where, 10, 1, 256));
        const bool splits = jsonAt<bool>(config, "do_image_splitting", where, true);
        if (splits && fewest > most) throw Error("\"min_tiles\" is above \"max_tiles\"", where);
        if (!splits) fewest = most = 1;
        if (most > 1 && tile_ % block() != 0)
            throw Error("\"tile_size\" " + std::to_string(tile_) + " is no multiple of " + std::to_string(block()) +
                            ", the side of a token in pixels",
                        where);
        if (most > 1)
            for (int columns = 1; columns <= most; ++columns)
                for (int rows = 1; rows <= most; ++rows)
                    if (columns * rows >= fewest && columns * rows <= most) shapes_.emplace_back(columns, rows);
        std::ranges::stable_sort(shapes_, {}, [](const auto& shape) { return shape.first * shape.second; });
        const std::int64_t ofTile = splits ? std::int64_t(tile_ / patch_) * (tile_ / patch_) : 0;
        filledTo_ = std::max(mostTokens_ * factor_ * factor_, ofTile);
    }

    std::int64_t tokenCount(int width, int height) const override {
        std::int64_t tokens = 0;
        for (const auto& [columns, rows] : pictures(width, height))
            tokens += std::int64_t(columns) * rows / (factor_ * factor_);
        return tokens;
    }

    std::array<int, 2> plannedSize(int width, int height) const override {
        const auto [columns, rows] = shapeFor(width, height);
        if (columns == 0) return wholeSize(width, height);
        return {columns * tile_, rows * tile_};
    }

    // values [pictures, patches, numbers of a patch], the grid of each picture.
    PixelValues process(const Image& image) const override {
        const auto [columns, rows] = shapeFor(image.width, image.height);
        PixelValues result;
        std::int64_t filled = filledTo_;
        const auto grids = pictures(image.width, image.height);
        for (const auto& [across, down] : grids) {
            result.grids.push_back({1, down, across});
            filled = std::max(filled, std::int64_t(across) * down);
        }
        const std::int64_t numbers = std::int64_t(3) * patch_ * patch_;
        result.shape = {std::ssize(grids), filled, numbers};
        const auto each = static_cast<std::size_t>(filled * numbers);
        result.values.reserve(grids.size() * each);
        const auto append = [&](const Image& picture, const PatchArea& area) {
            const std::size_t end = result.values.size() + each;
            appendPatchRows(picture, area, patch_, PatchOrder::PixelFirst, table_, result.values);
            result.values.resize(end);
        };
        if (columns > 0) {
            const Image large = resize(image, columns * tile_, rows * tile_, common_.filter);
            for (int row = 0; row < rows; ++row)
                for (int column = 0; column < columns; ++column)
                    append(large, {column * tile_, row * tile_, tile_, tile_});
        }
        if (std::ssize(grids) > std::int64_t(columns) * rows) {
            const auto [width, height] = wholeSize(image.width, image.height);
            append(resize(image, width, height, common_.filter), {0, 0, width, height});
        }
        return result;
    }

private:
    int block() const { return patch_ * factor_; }

    // Half to even, as Python rounds.
    int rounded(int side) const { return static_cast<int>(std::nearbyint(double(side) / block())) * block(); }

    std::array<int, 2> wholeSize(int width, int height) const {
        const int side = block();
        const double area = double(width) * double(height), token = double(side) * double(side);
        const double most = double(mostTokens_) * token, fewest = double(fewestTokens_) * token;
        int tall = std::max(side, rounded(height)), wide = std::max(side, rounded(width));
        if (double(tall) * wide > most) {
            const double beta = std::sqrt(area / most);
            tall = std::max(side, static_cast<int>(std::floor(height / beta / side)) * side);
            wide = std::max(side, static_cast<int>(std::floor(width / beta / side)) * side);
        } else if (double(tall) * wide < fewest) {
            const double beta = std::sqrt(fewest / area);
            tall = static_cast<int>(std::ceil(height * beta / side)) * side;
            wide = static_cast<int>(std::ceil(width * beta / side)) * side;
        }
        return {wide, tall};
    }

    // Columns and rows of tiles; zeros: none. Of shapes that are as near, the later one where the picture fills more
    // than half of it.
    std::pair<int, int> shapeFor(int width, int height) const {
        const double token = double(block()) * block();
        const double tall = std::max(patch_, rounded(height)), wide = std::max(patch_, rounded(width));
        if (shapes_.empty() || !(tall * wide > double(mostTokens_) * token * tolerance_)) return {0, 0};
        const double ratio = double(width) / double(height), area = double(width) * double(height);
        double nearest = std::numeric_limits<double>::infinity();
        std::pair<int, int> best{1, 1};
        for (const auto& shape : shapes_) {
            const double off = std::abs(ratio - double(shape.first) / double(shape.second));
            const bool fills = area > 0.5 * tile_ * tile_ * shape.first * shape.second;
            if (off < nearest || (off == nearest && fills)) best = shape;
            nearest = std::min(nearest, off);
        }
        return best;
    }

    // Columns and rows of patches of the tiles and of the whole.
    std::vector<std::pair<int, int>> pictures(int width, int height) const {
        const auto [columns, rows] = shapeFor(width, height);
        const int tiles = columns * rows, side = tile_ / patch_;
        std::vector<std::pair<int, int>> all(static_cast<std::size_t>(tiles), {side, side});
        if (tiles == 0 || (tiles > 1 && whole_)) {
            const auto size = wholeSize(width, height);
            all.emplace_back(size[0] / patch_, size[1] / patch_);
        }
        return all;
    }

    CommonConfig common_;
    PixelTable table_{};
    int patch_ = 16, factor_ = 2, tile_ = 512;
    std::int64_t fewestTokens_ = 64, mostTokens_ = 256;  ///< of a picture without tiles
    double tolerance_ = 2;                               ///< how much too large a picture may be before it gets tiles
    bool whole_ = true;                                  ///< the whole picture stands behind its tiles
    std::int64_t filledTo_ = 1024;                       ///< patches of every picture, zeros included
    std::vector<std::pair<int, int>> shapes_;            ///< columns and rows, the smallest grids first
};

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t, std::int64_t) {
    return std::make_unique<Lfm2VlPreprocessor>(config, where);
}

const Registry<PreprocessorFactory>::Entry plain{"Lfm2VlImageProcessor", make};
const Registry<PreprocessorFactory>::Entry fast{"Lfm2VlImageProcessorFast", make};

}  // namespace
}  // namespace atelier::vision
