#include "vision/preprocessors/minicpm.h"

#include "common/error.h"
#include "common/registry.h"
#include "vision/preprocessors/patch_rows.h"
#include "vision/slices.h"

#include <algorithm>
#include <cmath>
#include <limits>

// MiniCPM-V 4.6: a picture is fitted to about scale_resolution² pixels; a larger one also gets slices of that size.
// Reference: transformers, image_processing_minicpmv4_6.
namespace atelier::vision {
namespace {

constexpr std::int64_t kMaxSide = 16'384;

// To a multiple, half to even as Python rounds.
int wholeMultiple(double length, int divisor) {
    return std::max(static_cast<int>(std::nearbyint(length / divisor)) * divisor, divisor);
}

class MiniCpmPreprocessor : public Preprocessor {
public:
    MiniCpmPreprocessor(const Json& config, const std::string& where) : slices_(config, where) {}

    std::int64_t tokenCount(int width, int height) const override {
        return slices_.tokenCount(slices_.planned(width, height));
    }
    std::array<int, 2> plannedSize(int width, int height) const override {
        const auto plan = slices_.planned(width, height);
        if (plan.rows == 0) return {plan.width, plan.height};
        return {plan.columns * plan.sliceWidth, plan.rows * plan.sliceHeight};
    }
    PixelValues process(const Image& image) const override {
        PixelValues result;
        slices_.append(image, result);
        return result;
    }

private:
    MiniCpmSlices slices_;
};

std::unique_ptr<Preprocessor> make(const Json& config, const std::string& where, std::int64_t, std::int64_t) {
    return std::make_unique<MiniCpmPreprocessor>(config, where);
}

const Registry<PreprocessorFactory>::Entry plain{"MiniCPMV4_6ImageProcessor", make};
const Registry<PreprocessorFactory>::Entry pil{"MiniCPMV4_6ImageProcessorPil", make};

}  // namespace

MiniCpmSlices::MiniCpmSlices(const Json& config, const std::string& where) {
    CommonConfig defaults;
    defaults.mean = defaults.deviation = {0.5, 0.5, 0.5};
    common_ = CommonConfig::read(config, where, defaults);
    table_ = common_.table();
    if (!common_.resize)
        throw Error("\"do_resize\": false is not supported", where, "the vision tower takes whole squares of patches");
    patch_ = static_cast<int>(countAt(config, "patch_size", where, 14, 1, 1024));
    scale_ = static_cast<int>(countAt(config, "scale_resolution", where, 448, 1, kMaxSide));
    most_ = countAt(config, "max_slice_nums", where, 9, 1, 1024);
    slices_ = jsonAt<bool>(config, "slice_mode", where, true);
    merge_ = jsonAt<std::string>(config, "downsample_mode", where, std::string("16x")) == "4x" ? 2 : 4;
}

std::array<int, 2> MiniCpmSlices::bestSize(double width, double height, bool enlarge) const {
    if (enlarge || height * width > double(scale_) * scale_) {
        const double ratio = width / height;
        height = std::trunc(scale_ / std::sqrt(ratio));
        width = std::trunc(height * ratio);
    }
    return {wholeMultiple(width, patch_ * merge_), wholeMultiple(height, patch_ * merge_)};
}

// Columns and rows; zeros: none. Near in logarithms of the ratio; of grids that are as near, the one with more rows.
std::array<int, 2> MiniCpmSlices::sliceGrid(int width, int height) const {
    const double ratio = std::log(double(width) / double(height));
    const double share = double(width) * double(height) / (double(scale_) * scale_);
    const auto multiple = std::min(static_cast<std::int64_t>(std::ceil(share)), most_);
    if (!slices_ || multiple <= 1) return {0, 0};
    std::array<int, 2> best{1, 1};
    double nearest = std::numeric_limits<double>::infinity();
    for (std::int64_t count = multiple - 1; count <= multiple + 1; ++count) {
        if (count == 1 || count > most_) continue;
        for (std::int64_t rows = 1; rows <= count; ++rows) {
            if (count % rows != 0) continue;
            const std::int64_t columns = count / rows;
            const double off = std::abs(ratio - std::log(double(columns) / double(rows)));
            if (off < nearest || (off == nearest && rows > best[1]))
                best = {static_cast<int>(columns), static_cast<int>(rows)};
            nearest = std::min(nearest, off);
        }
    }
    return best;
}

MiniCpmSlices::Plan MiniCpmSlices::planned(int width, int height) const {
    Plan plan;
    const auto [columns, rows] = sliceGrid(width, height);
    const auto whole = bestSize(width, height, columns == 0);
    plan.width = whole[0], plan.height = whole[1];
    if (columns == 0) return plan;
    plan.columns = columns, plan.rows = rows;
    const auto slice =
        bestSize(double(wholeMultiple(width, columns)) / columns, double(wholeMultiple(height, rows)) / rows, true);
    plan.sliceWidth = slice[0], plan.sliceHeight = slice[1];
    return plan;
}

std::int64_t MiniCpmSlices::tokenCount(const Plan& plan) const {
    const int side = patch_ * merge_;
    return std::int64_t(plan.width / side) * (plan.height / side) +
           std::int64_t(plan.rows) * plan.columns * (plan.sliceWidth / side) * (plan.sliceHeight / side);
}

void MiniCpmSlices::append(const Image& image, PixelValues& result) const {
    const auto plan = planned(image.width, image.height);
    const auto add = [&](const Image& picture, const PatchArea& area, std::int64_t place) {
        appendPatchRows(picture, area, patch_, PatchOrder::ChannelFirst, table_, result.values);
        result.grids.push_back({place, area.height / patch_, area.width / patch_});
    };
    add(resize(image, plan.width, plan.height, common_.filter), {0, 0, plan.width, plan.height}, kWholePicture);
    if (plan.rows > 0) {
        const Image large = resize(image, plan.columns * plan.sliceWidth, plan.rows * plan.sliceHeight, common_.filter);
        for (int row = 0; row < plan.rows; ++row)
            for (int column = 0; column < plan.columns; ++column)
                add(large, {column * plan.sliceWidth, row * plan.sliceHeight, plan.sliceWidth, plan.sliceHeight},
                    row + 1);
    }
    const std::int64_t square = std::int64_t(patch_) * patch_;
    result.shape = {std::ssize(result.values) / (3 * square), 3, square};
}

}  // namespace atelier::vision
