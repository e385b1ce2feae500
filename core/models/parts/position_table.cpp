#include "models/parts/position_table.h"

#include "common/error.h"

#include <torch/torch.h>

#include <cmath>
#include <vector>

namespace atelier::models {
namespace {

// The places of the table that a patch takes from along one axis, and with which weights: one tensor for each, int64
// and fp32 [patches].
struct Axis {
    std::vector<torch::Tensor> places, weights;
};

// Keys's kernel at a distance of at most two.
torch::Tensor cubic(const torch::Tensor& distance) {
    constexpr double a = -0.75;
    const auto near = ((a + 2) * distance - (a + 3)) * distance * distance + 1;
    const auto far = ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
    return torch::where(distance <= 1, near, far);
}

Axis axisOf(const torch::Tensor& at, const torch::Tensor& count, std::int64_t side, Resampling how) {
    const auto index = at.to(torch::kFloat32), size = count.to(torch::kFloat32);
    const auto place = how == Resampling::BilinearCorners
                           ? index * static_cast<double>(side - 1) / (size - 1).clamp_min(1)
                           : (index + 0.5) * static_cast<double>(side) / size - 0.5;
    const auto low = place.floor();
    const bool wide = how == Resampling::Bicubic;
    Axis axis;
    for (std::int64_t offset = wide ? -1 : 0; offset <= (wide ? 2 : 1); ++offset) {
        const auto distance = (place - low - static_cast<double>(offset)).abs();
        axis.places.push_back((low.to(torch::kInt64) + offset).clamp(0, side - 1));
        axis.weights.push_back(wide ? cubic(distance) : 1 - distance);
    }
    return axis;
}

}  // namespace

torch::Tensor resampledPositions(const nn::Embedding& table, const MediaList& media, const torch::Tensor& rows,
                                 const torch::Tensor& columns, Resampling how) {
    std::vector<torch::Tensor> heights, widths;
    for (const MediaSpan* medium : media) {
        const auto [t, h, w] = medium->grid;
        heights.push_back(torch::full({t * h * w}, h, torch::kInt64));
        widths.push_back(torch::full({t * h * w}, w, torch::kInt64));
    }
    const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(table->weight.size(0)))));
    const auto down = axisOf(rows, torch::cat(heights), side, how);
    const auto across = axisOf(columns, torch::cat(widths), side, how);
    const auto device = table->weight.device();
    torch::Tensor sum;
    for (std::size_t y = 0; y < down.places.size(); ++y)
        for (std::size_t x = 0; x < across.places.size(); ++x) {
            const auto taken = table->forward((down.places[y] * side + across.places[x]).to(device), torch::kFloat32);
            const auto part = taken * (down.weights[y] * across.weights[x]).to(device).unsqueeze(1);
            sum = sum.defined() ? sum + part : part;
        }
    return sum;
}

void checkTable(std::int64_t size, const char* key, const std::string& where) {
    const auto side = static_cast<std::int64_t>(std::sqrt(static_cast<double>(size)));
    if (size < 1 || side * side != size)
        throw Error("\"" + std::string(key) + "\" " + std::to_string(size) + " is no square number", where);
}

}  // namespace atelier::models
