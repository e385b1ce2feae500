#include "vision/preprocessors/gemma4.h"

#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessor.h"
#include "vision/preprocessors/patch_rows.h"

#include <algorithm>
#include <cmath>

namespace atelier::vision {
namespace {

constexpr std::array<std::int64_t, 5> kBudgets{70, 140, 280, 560, 1120};

}  // namespace

Gemma4Sizes Gemma4Sizes::read(const Json& config, const std::string& where, std::int64_t tokens, bool merged,
                              std::int64_t maxPixels) {
    CommonConfig defaults;
    defaults.normalize = false;
    defaults.mean = {0, 0, 0};
    defaults.deviation = {1, 1, 1};
    Gemma4Sizes sizes;
    sizes.common = CommonConfig::read(config, where, defaults);
    if (!sizes.common.resize) throw Error("\"do_resize\": false is not supported", where);
    sizes.patch = countAt(config, "patch_size", where, sizes.patch, 1, 1024);
    sizes.pool = countAt(config, "pooling_kernel_size", where, sizes.pool, 1, 64);
    sizes.tokens = countAt(config, "max_soft_tokens", where, tokens);
    sizes.merged = merged;
    if (std::ranges::find(kBudgets, sizes.tokens) == kBudgets.end())
        throw Error("\"max_soft_tokens\" " + std::to_string(sizes.tokens) + " must be 70, 140, 280, 560 or 1120",
                    where);
    if (maxPixels > 0) {
        const auto square = static_cast<double>(sizes.patch * sizes.pool * sizes.patch * sizes.pool);
        const auto distance = [&](std::int64_t budget) {
            return std::abs(std::log(static_cast<double>(budget) * square / static_cast<double>(maxPixels)));
        };
        sizes.tokens = *std::ranges::min_element(kBudgets, {}, distance);
    }
    return sizes;
}

std::array<int, 2> Gemma4Sizes::resized(int width, int height) const {
    const std::int64_t square = patch * pool;
    const double pixels = static_cast<double>(tokens * square * square), w = width, h = height;
    const double factor = std::sqrt(pixels / (h * w));
    const auto whole = [&](double length) {
        return static_cast<std::int64_t>(std::floor(length / static_cast<double>(square))) * square;
    };
    std::int64_t tall = whole(factor * h), wide = whole(factor * w);
    if (tall == 0 && wide == 0) throw Error("a picture of no size");
    const auto along = [&](double ratio) {
        return std::min(static_cast<std::int64_t>(std::floor(ratio)), tokens) * square;
    };
    if (tall == 0)
        tall = square, wide = along(w / h);
    else if (wide == 0)
        wide = square, tall = along(h / w);
    return {static_cast<int>(wide), static_cast<int>(tall)};
}

void Gemma4Sizes::append(const Image& image, const PixelTable& table, std::vector<float>& values) const {
    const std::size_t end = values.size() + static_cast<std::size_t>(padded() * 3 * side() * side());
    values.reserve(end);
    appendPatchRows(image, {0, 0, image.width, image.height}, static_cast<int>(side()), PatchOrder::PixelFirst, table,
                    values);
    values.resize(end);
}

namespace {

class Gemma4Preprocessor : public Preprocessor {
public:
    explicit Gemma4Preprocessor(Gemma4Sizes sizes) : sizes_(std::move(sizes)), table_(sizes_.common.table()) {}

    std::int64_t tokenCount(int width, int height) const override {
        const auto [w, h] = sizes_.resized(width, height);
        const std::int64_t square = sizes_.patch * sizes_.pool;
        return (w / square) * (h / square);
    }

    std::array<int, 2> plannedSize(int width, int height) const override { return sizes_.resized(width, height); }

    PixelValues process(const Image& image) const override {
        const auto [width, height] = sizes_.resized(image.width, image.height);
        const std::int64_t side = sizes_.side(), rows = height / side, columns = width / side;
        PixelValues result;
        result.grids = {{1, rows, columns}};
        result.shape = {1, sizes_.padded(), 3 * side * side};
        sizes_.append(resize(image, width, height, sizes_.common.filter), table_, result.values);
        return result;
    }

private:
    Gemma4Sizes sizes_;
    PixelTable table_;
};

template <bool merged>
std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t, std::int64_t maxPixels) {
    constexpr std::int64_t kTokens = 280;
    return std::make_unique<Gemma4Preprocessor>(Gemma4Sizes::read(config, where, kTokens, merged, maxPixels));
}

const Registry<PreprocessorFactory>::Entry plain{"Gemma4ImageProcessor", make<false>};
const Registry<PreprocessorFactory>::Entry pillow{"Gemma4ImageProcessorPil", make<false>};
const Registry<PreprocessorFactory>::Entry unified{"Gemma4UnifiedImageProcessor", make<true>};

}  // namespace
}  // namespace atelier::vision
