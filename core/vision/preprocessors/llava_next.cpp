#include "common/error.h"
#include "common/registry.h"
#include "vision/any_resolution.h"
#include "vision/preprocessors/config.h"

#include <algorithm>
#include <cmath>

// LLaVA-NeXT and LLaVA-OneVision: the whole picture in one tile, then the picture at the best of some resolutions, cut
// into tiles. Reference: transformers, image_processing_llava_next and image_processing_llava_onevision.
namespace atelier::vision {
namespace {

// What a class of the reference has where a file does not say it.
struct Kind {
    int tile;
    Pinpoints pinpoints;
    bool shrinks;  ///< features of pictures with many tiles
};

// Of the side of a tile: "crop_size", else "size".
int tileOf(const Json& config, const std::string& where, int otherwise) {
    std::vector<int> sides;
    for (const char* key : {"crop_size", "size"}) {
        const auto found = config.find(key);
        if (found == config.end() || found->is_null()) continue;
        const std::string place = where + ": " + key;
        if (found->is_number_integer()) {
            sides.push_back(static_cast<int>(countAt(config, key, where, 0, 1, 4096)));
        } else if (!found->is_object()) {
            throw Error("\"" + std::string(key) + "\" must be a number or an object", where);
        } else if (found->contains("shortest_edge") && !(*found)["shortest_edge"].is_null()) {
            sides.push_back(static_cast<int>(countAt(*found, "shortest_edge", place, 0, 1, 4096)));
        } else {
            for (const char* side : {"height", "width"})
                sides.push_back(static_cast<int>(countAt(*found, side, place, 0, 1, 4096)));
        }
    }
    if (sides.empty()) return otherwise;
    for (const int side : sides)
        if (side != sides.front())
            throw Error("\"size\" and \"crop_size\" must be one square, the tile of the vision tower", where);
    return sides.front();
}

class LlavaNextPreprocessor : public TiledPreprocessor {
public:
    LlavaNextPreprocessor(const Kind& kind, const Json& config, const std::string& where, std::int64_t minPixels,
                          std::int64_t maxPixels)
        : common_(CommonConfig::read(config, where, {})),
          table_(common_.table()),
          tile_(tileOf(config, where, kind.tile)),
          side_(tile_ / countAt(config, "patch_size", where, 14, 1, tile_)) {
        // The class token is left out by "default", also where an old file does not mention it.
        const bool dropsClass =
            jsonAt<std::string>(config, "vision_feature_select_strategy", where, "default") == "default";
        extraTokens_ = countAt(config, "num_additional_image_tokens", where, dropsClass, 0, 1024) - dropsClass;
        if (kind.shrinks) mostFeatures_ = readMostTiles(config, where) * side_ * side_;
        const Pinpoints all = readPinpoints(config, where, kind.pinpoints, tile_);
        const auto area = [](const std::array<int, 2>& size) { return std::int64_t(size[0]) * size[1]; };
        for (const auto& size : all)
            if (area(size) >= minPixels && (maxPixels == 0 || area(size) <= maxPixels)) pinpoints_.push_back(size);
        // Limits that leave none mean the end that is nearest to them.
        const auto [least, most] = std::ranges::minmax_element(all, {}, area);
        if (pinpoints_.empty()) pinpoints_.push_back(area(*least) > maxPixels && maxPixels > 0 ? *least : *most);
    }

    std::int64_t tokenCount(int width, int height) const override {
        const auto features = tiled(width, height);
        const auto [rows, columns] = shrunk(features.rows, features.columns, mostFeatures_);
        return side_ * side_ + extraTokens_ + rows * (columns + 1);
    }

    std::array<int, 2> plannedSize(int width, int height) const override {
        const auto [h, w] = bestResolution(pinpoints_, width, height);
        return {w, h};
    }

    TiledFeatures tiled(int width, int height) const override {
        return TiledFeatures::of(bestResolution(pinpoints_, width, height), tile_, side_, width, height);
    }

    PixelValues process(const Image& image) const override {
        const auto resolution = bestResolution(pinpoints_, image.width, image.height);
        const auto features = tiled(image.width, image.height);
        PixelValues result;
        result.shape = {1 + features.tileRows * features.tileColumns, 3, tile_, tile_};
        result.values.reserve(std::size_t(result.shape[0]) * 3 * std::size_t(tile_) * std::size_t(tile_));
        append(result.values, resize(image, tile_, tile_, common_.filter), 0, 0);
        const Image fitted = fit(image, resolution);
        for (int y = 0; y < resolution[0]; y += tile_)
            for (int x = 0; x < resolution[1]; x += tile_)
                append(result.values, fitted, x, y);
        return result;
    }

    PixelValues processWhole(const Image& image) const override {
        const int side = std::max(image.width, image.height);
        Image square{side, side, {}};
        std::array<std::uint8_t, 3> mean{};
        for (std::size_t channel = 0; channel < 3; ++channel)
            mean[channel] = static_cast<std::uint8_t>(std::clamp(common_.mean[channel] * 255, 0.0, 255.0));
        square.pixels.reserve(std::size_t(3) * std::size_t(side) * std::size_t(side));
        for (std::int64_t i = 0; i < std::int64_t(side) * side; ++i)
            square.pixels.insert(square.pixels.end(), mean.begin(), mean.end());
        place(image, square, (side - image.width) / 2, (side - image.height) / 2);
        PixelValues result;
        result.shape = {1, 3, tile_, tile_};
        append(result.values, resize(square, tile_, tile_, common_.filter), 0, 0);
        return result;
    }

private:
    static void place(const Image& image, Image& into, int left, int top) {
        for (int y = 0; y < image.height; ++y)
            std::copy_n(image.pixels.begin() + std::ptrdiff_t(3) * y * image.width, std::ptrdiff_t(3) * image.width,
                        into.pixels.begin() + std::ptrdiff_t(3) * (std::ptrdiff_t(y + top) * into.width + left));
    }

    // The picture as large as it fits, in the middle of black.
    Image fit(const Image& image, const std::array<int, 2>& resolution) const {
        const auto [height, width] = resolution;
        const double across = static_cast<double>(width) / image.width,
                     down = static_cast<double>(height) / image.height;
        const int w = across < down ? width : std::min(static_cast<int>(std::ceil(image.width * down)), width);
        const int h = across < down ? std::min(static_cast<int>(std::ceil(image.height * across)), height) : height;
        const Image resized = resize(image, w, h, common_.filter);
        Image fitted{width, height,
                     std::vector<std::uint8_t>(std::size_t(3) * std::size_t(width) * std::size_t(height))};
        place(resized, fitted, (width - w) / 2, (height - h) / 2);
        return fitted;
    }

    void append(std::vector<float>& values, const Image& image, int left, int top) const {
        for (std::size_t channel = 0; channel < 3; ++channel)
            for (int y = top; y < top + tile_; ++y)
                for (int x = left; x < left + tile_; ++x)
                    values.push_back(
                        table_[channel][image.pixels[3 * (std::size_t(y) * std::size_t(image.width) + std::size_t(x)) +
                                                     channel]]);
    }

    CommonConfig common_;
    std::array<std::array<float, 256>, 3> table_;
    int tile_;
    std::int64_t side_;  ///< features along a tile
    std::int64_t extraTokens_ = 0;
    std::int64_t mostFeatures_ = 0;  ///< of tiles, before they are shrunk; 0: any number
    Pinpoints pinpoints_;
};

const Kind& next() {
    static const Kind kind{224, {{336, 672}, {672, 336}, {672, 672}, {1008, 336}, {336, 1008}}, false};
    return kind;
}

const Kind& oneVision() {
    static const Kind kind = [] {
        Kind made{384, {}, true};
        for (int rows = 1; rows <= 6; ++rows)
            for (int columns = 1; columns <= 6; ++columns)
                made.pinpoints.push_back({rows * made.tile, columns * made.tile});
        return made;
    }();
    return kind;
}

template <const Kind& (*kKind)()>
std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t minPixels,
                                   std::int64_t maxPixels) {
    return std::make_unique<LlavaNextPreprocessor>(kKind(), config, where, minPixels, maxPixels);
}

const Registry<PreprocessorFactory>::Entry plain{"LlavaNextImageProcessor", make<next>};
const Registry<PreprocessorFactory>::Entry fast{"LlavaNextImageProcessorFast", make<next>};
const Registry<PreprocessorFactory>::Entry one{"LlavaOnevisionImageProcessor", make<oneVision>};
const Registry<PreprocessorFactory>::Entry fastOne{"LlavaOnevisionImageProcessorFast", make<oneVision>};

}  // namespace
}  // namespace atelier::vision
