#include "vision/preprocessors/grid_patches.h"

#include "common/error.h"

namespace atelier::vision {
namespace {

class GridPreprocessor : public Preprocessor {
public:
    GridPreprocessor(const Json& config, const std::string& where, std::int64_t minPixels, std::int64_t maxPixels,
                     GridRules rules)
        : common_(CommonConfig::read(config, where, {})),
          table_(common_.table()),
          sizes_{static_cast<int>(countAt(config, "patch_size", where, 14, 1, 1024)),
                 static_cast<int>(countAt(config, "merge_size", where, 2, 1, 64)),
                 static_cast<int>(countAt(config, "temporal_patch_size", where, rules.frames, 1, 64))},
          limits_(PixelLimits::read(config, where, rules.limits)),
          rules_(std::move(rules)) {
        if (rules_.byRows && sizes_.frames != 1)
            throw Error("\"temporal_patch_size\" must be 1, not " + std::to_string(sizes_.frames), where);
        const std::int64_t times = rules_.limitsCountFrames ? sizes_.frames : 1;
        limits_.replace(minPixels * times, maxPixels * times);
    }

    std::int64_t tokenCount(int width, int height) const override {
        const auto size = plannedSize(width, height);
        const int block = sizes_.block();
        return std::int64_t(size[0] / block) * (size[1] / block);
    }

    std::array<int, 2> plannedSize(int width, int height) const override {
        const int block = sizes_.block();
        if (common_.resize) {
            const auto size = rules_.size(height, width, sizes_, limits_);
            return {size[1], size[0]};
        }
        if (width % block != 0 || height % block != 0)
            throw Error(
                "the image's sides must be multiples of " + std::to_string(block) + ": its model does not resize",
                std::to_string(width) + " x " + std::to_string(height));
        return {width, height};
    }

    PixelValues process(const Image& image) const override {
        const auto [width, height] = plannedSize(image.width, image.height);
        PixelValues result;
        const std::int64_t rows = height / sizes_.patch, columns = width / sizes_.patch, side = sizes_.patch;
        result.grids = {{1, rows, columns}};
        std::vector<Image> pictures;
        pictures.push_back(resize(image, width, height, common_.filter));
        PatchSizes order = sizes_;
        if (rules_.byRows) {
            result.shape = {rows * columns, 3, side, side};
            order.merge = 1;
        } else {
            result.shape = {rows * columns, std::int64_t{3} * sizes_.frames * side * side};
        }
        appendPatches(pictures, order, table_, result.values);
        return result;
    }

private:
    CommonConfig common_;
    std::array<std::array<float, 256>, 3> table_;
    PatchSizes sizes_;
    PixelLimits limits_;
    GridRules rules_;
};

}  // namespace

std::unique_ptr<Preprocessor> makeGridPreprocessor(const Json& config, const std::string& where, std::int64_t minPixels,
                                                   std::int64_t maxPixels, GridRules rules) {
    return std::make_unique<GridPreprocessor>(config, where, minPixels, maxPixels, std::move(rules));
}

}  // namespace atelier::vision
