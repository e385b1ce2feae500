#include "kernels/product.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/torch.h>

#include <algorithm>
#include <cstdlib>

namespace atelier::kernels {
namespace {

using torch::Tensor;

using Signature = Tensor(const Tensor&, const Tensor&, const std::optional<Tensor>&, std::string_view,
                         c10::List<std::optional<at::Scalar>>, std::optional<std::string_view>);

std::optional<c10::OperatorHandle> oneDnnLinear() {
    static const auto found = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    return found;
}

// oneDNN keeps what it compiled for each shape, and torch's binding what it prepared, 1,024 of each unless the
// environment says otherwise. Samples of all lengths never use most of them again, and they grew to 0.3 GB with the
// starter model. Before the first use of either.
[[maybe_unused]] const bool cachesLimited = [] {
    constexpr int kKeepWhatIsSet = 0;
    ::setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64", kKeepWhatIsSet);
    ::setenv("LRU_CACHE_CAPACITY", "16", kKeepWhatIsSet);
    return true;
}();

// Below this many rows starting oneDNN costs more than it saves.
constexpr std::int64_t kFewRows = 4;

bool suitsOneDnn(const Tensor& x, const Tensor& weight) {
    return x.device().is_cpu() && x.scalar_type() == torch::kFloat32 && weight.scalar_type() == torch::kFloat32 &&
           x.numel() >= kFewRows * x.size(-1) && x.numel() > 0 && oneDnnLinear();
}

// Tiles of columns start where a quantised block starts, as far as blocks and rows go together.
constexpr std::int64_t kColumnStep = 64;

// How many of `count` lines of `length` elements a tile holds: tiles of about the same size, whole steps.
std::int64_t linesOfTile(const torch::Device& device, std::int64_t count, std::int64_t length, std::int64_t step) {
    if (!device.is_cpu()) return count;
    const std::int64_t most = std::max(step, kTileElements / std::max<std::int64_t>(length, 1) / step * step);
    const std::int64_t tiles = (count + most - 1) / most;
    return tiles <= 1 ? count : std::min(most, ((count + tiles - 1) / tiles + step - 1) / step * step);
}

std::vector<std::int64_t> resultShape(const Tensor& x, std::int64_t width) {
    auto shape = x.sizes().vec();
    shape.back() = width;
    return shape;
}

void requireWidth(const Tensor& x, std::int64_t width) {
    if (x.dim() == 0 || x.size(-1) != width)
        throw std::logic_error("product with a matrix tile by tile: the widths do not match");
}

}  // namespace

Tensor product(const Tensor& x, const Tensor& weight, const Tensor& bias) {
    at::AutoDispatchBelowADInplaceOrView below;
    if (!suitsOneDnn(x, weight)) return at::linear(x, weight, bias);
    return oneDnnLinear()->typed<Signature>().call(x.contiguous(), weight,
                                                   bias.defined() ? std::optional(bias) : std::nullopt, "none",
                                                   c10::List<std::optional<at::Scalar>>(), "");
}

Tensor tiledMatrix(std::int64_t rows, std::int64_t columns, const torch::TensorOptions& options,
                   const MakeTile& makeTile) {
    Tensor result = at::empty({rows, columns}, options);
    if (result.is_meta() || result.numel() == 0) return result;
    const std::int64_t step = linesOfTile(result.device(), rows, columns, 1);
    for (std::int64_t row = 0; row < rows; row += step) {
        Tensor tile = result.narrow(0, row, std::min(step, rows - row));
        makeTile({row, tile.size(0), 0, columns}, tile);
    }
    return result;
}

Tensor tiledLinear(const Tensor& x, std::int64_t out, std::int64_t in, const Tensor& bias, const MakeTile& makeTile) {
    requireWidth(x, in);
    const torch::NoGradGuard noGrad;
    if (x.is_meta()) return at::empty(resultShape(x, out), x.options());
    const std::int64_t rows = linesOfTile(x.device(), out, in, 1);
    const Tensor buffer = at::empty({rows * in}, x.options());
    const auto tileAt = [&](std::int64_t row) {
        const std::int64_t count = std::min(rows, out - row);
        Tensor tile = buffer.narrow(0, 0, count * in).view({count, in});
        makeTile({row, count, 0, in}, tile);
        return tile;
    };
    if (rows >= out) return product(x, tileAt(0), bias);
    Tensor result = at::empty(resultShape(x, out), x.options());
    for (std::int64_t row = 0; row < out; row += rows) {
        const Tensor tile = tileAt(row);
        result.narrow(-1, row, tile.size(0))
            .copy_(product(x, tile, bias.defined() ? bias.narrow(0, row, tile.size(0)) : bias));
    }
    return result;
}

Tensor tiledLinearTransposed(const Tensor& g, std::int64_t out, std::int64_t in, const MakeTile& makeTile) {
    requireWidth(g, out);
    const torch::NoGradGuard noGrad;
    if (g.is_meta()) return at::empty(resultShape(g, in), g.options());
    // Tiles of columns, not of rows: no sum over tiles, which bf16 would round each time.
    const std::int64_t columns = linesOfTile(g.device(), in, out, kColumnStep);
    const Tensor buffer = at::empty({out * columns}, g.options());
    const auto tileAt = [&](std::int64_t column) {
        const std::int64_t count = std::min(columns, in - column);
        Tensor tile = buffer.narrow(0, 0, out * count).view({out, count});
        makeTile({0, out, column, count}, tile);
        return tile;
    };
    if (columns >= in) return product(g, tileAt(0).t());
    Tensor result = at::empty(resultShape(g, in), g.options());
    for (std::int64_t column = 0; column < in; column += columns) {
        const Tensor tile = tileAt(column);
        result.narrow(-1, column, tile.size(1)).copy_(product(g, tile.t()));
    }
    return result;
}

}  // namespace atelier::kernels
