#include "kernels/product.h"

#include "kernels/stand_in.h"

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

torch::Dtype dtypeOfProduct(const Tensor& x) {
#ifdef __x86_64__
    if (pathDevice(x).is_cpu()) {
        static const bool brain = __builtin_cpu_supports("avx512bf16"), half = __builtin_cpu_supports("avx512fp16");
        if ((x.scalar_type() == torch::kBFloat16 && !brain) || (x.scalar_type() == torch::kFloat16 && !half))
            return torch::kFloat32;
    }
#endif
    return x.scalar_type();
}

// For one or two rows torch reads the matrix as it is, which is faster than a copy; not a transposed one.
bool widensLinear(const Tensor& x, const Tensor& weight) {
    constexpr std::int64_t kDirectRows = 2;
    if (dtypeOfProduct(x) == x.scalar_type() || x.numel() == 0) return false;
    return x.numel() > kDirectRows * x.size(-1) || weight.stride(-1) != 1;
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

// A result of `width` columns made of parts, `step` columns each.
template <class F>
Tensor ofParts(const Tensor& x, std::int64_t width, std::int64_t step, F&& partAt) {
    if (step >= width) return partAt(0).to(x.scalar_type());
    Tensor result = at::empty(resultShape(x, width), x.options());
    for (std::int64_t first = 0; first < width; first += step)
        result.narrow(-1, first, std::min(step, width - first)).copy_(partAt(first));
    return result;
}

void requireWidth(const Tensor& x, std::int64_t width) {
    if (x.dim() == 0 || x.size(-1) != width)
        throw std::logic_error("product with a matrix tile by tile: the widths do not match");
}

}  // namespace

bool widensProducts(const Tensor& x) {
    return dtypeOfProduct(x) != x.scalar_type();
}

bool hasOwnProduct(const Tensor& x, const Tensor& weight) {
    return suitsOneDnn(x, weight) || widensLinear(x, weight);
}

Tensor matrixProduct(const Tensor& a, const Tensor& b) {
    if (!widensProducts(a)) return at::mm(a, b);
    return at::mm(a.to(torch::kFloat32), b.to(torch::kFloat32)).to(a.scalar_type());
}

void addMatrixProduct(Tensor& out, const Tensor& a, const Tensor& b, double scale) {
    if (widensProducts(a))
        out.add_(at::mm(a.to(torch::kFloat32), b.to(torch::kFloat32)), scale);
    else
        out.addmm_(a, b, 1, scale);
}

Tensor product(const Tensor& x, const Tensor& weight, const Tensor& bias) {
    at::AutoDispatchBelowADInplaceOrView below;
    if (widensLinear(x, weight)) {
        const std::int64_t out = weight.size(0), in = weight.size(1);
        const bool transposed = weight.stride(-1) != 1;
        const auto copyTile = [matrix = transposed ? weight.t() : weight](const Tile& tile, Tensor& into) {
            into.copy_(matrix.narrow(0, tile.row, tile.rows).narrow(1, tile.column, tile.columns));
        };
        if (!transposed) return tiledLinear(x, out, in, bias, copyTile);
        const Tensor result = tiledLinearTransposed(x, in, out, copyTile);
        return bias.defined() ? result + bias : result;
    }
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
    const Tensor given = x.to(dtypeOfProduct(x)), added = bias.defined() ? bias.to(given.scalar_type()) : bias;
    const std::int64_t rows = linesOfTile(pathDevice(x), out, in, 1);
    const Tensor buffer = at::empty({rows * in}, given.options());
    return ofParts(x, out, rows, [&](std::int64_t row) {
        const std::int64_t count = std::min(rows, out - row);
        Tensor tile = buffer.narrow(0, 0, count * in).view({count, in});
        if (!tile.is_meta()) makeTile({row, count, 0, in}, tile);
        return product(given, tile, added.defined() ? added.narrow(0, row, count) : added);
    });
}

Tensor tiledLinearTransposed(const Tensor& g, std::int64_t out, std::int64_t in, const MakeTile& makeTile) {
    requireWidth(g, out);
    const torch::NoGradGuard noGrad;
    const Tensor given = g.to(dtypeOfProduct(g));
    // Tiles of columns, not of rows: no sum over tiles, which would be rounded each time.
    const std::int64_t columns = linesOfTile(pathDevice(g), in, out, kColumnStep);
    const Tensor buffer = at::empty({out * columns}, given.options());
    return ofParts(g, in, columns, [&](std::int64_t column) {
        const std::int64_t count = std::min(columns, in - column);
        Tensor tile = buffer.narrow(0, 0, out * count).view({out, count});
        if (!tile.is_meta()) makeTile({0, out, column, count}, tile);
        return product(given, tile.t());
    });
}

}  // namespace atelier::kernels
