#include <ATen/ExpandUtils.h>
#include <ATen/OpMathType.h>
#include <ATen/WrapDimUtils.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/result_type.h>
#include <torch/library.h>

#include <algorithm>

// Sizes of results on the meta device, for operations whose meta kernels torch has in Python alone.
namespace atelier::kernels {
namespace {

using at::Tensor;

Tensor indexSelect(const Tensor& self, std::int64_t dimension, const Tensor& index) {
    auto sizes = self.sizes().vec();
    if (!sizes.empty()) sizes[static_cast<std::size_t>(at::maybe_wrap_dim(dimension, self.dim()))] = index.numel();
    return at::empty(sizes, self.options());
}

Tensor where(const Tensor& condition, const Tensor& self, const Tensor& other) {
    const auto sizes = at::infer_size(at::infer_size(condition.sizes(), self.sizes()), other.sizes());
    return at::empty(sizes, condition.options().dtype(at::result_type(self, other)));
}

Tensor embeddingBackward(const Tensor& grad, const Tensor&, c10::SymInt rows, c10::SymInt, bool) {
    return at::empty({rows.expect_int(), grad.size(-1)}, grad.options());
}

// The result, and mean and reciprocal deviation of each row.
std::tuple<Tensor, Tensor, Tensor> layerNorm(const Tensor& input, c10::SymIntArrayRef normalized,
                                             const std::optional<Tensor>&, const std::optional<Tensor>&, double) {
    auto sizes = input.sizes().vec();
    std::fill(sizes.end() - static_cast<std::ptrdiff_t>(normalized.size()), sizes.end(), 1);
    const auto options = input.options().dtype(at::toOpMathType(input.scalar_type()));
    return {at::empty_like(input), at::empty(sizes, options), at::empty(sizes, options)};
}

std::tuple<Tensor, Tensor, Tensor> layerNormBackward(const Tensor&, const Tensor& input, c10::SymIntArrayRef,
                                                     const Tensor&, const Tensor&, const std::optional<Tensor>& weight,
                                                     const std::optional<Tensor>& bias, std::array<bool, 3> wanted) {
    const auto like = [](bool make, const std::optional<Tensor>& tensor) {
        return make && tensor && tensor->defined() ? at::empty_like(*tensor) : Tensor();
    };
    return {like(wanted[0], input), like(wanted[1], weight), like(wanted[2], bias)};
}

Tensor solveTriangular(const Tensor& matrix, const Tensor& right, bool, bool left, bool) {
    auto sizes = at::infer_size(matrix.sizes().slice(0, static_cast<std::size_t>(matrix.dim() - 2)),
                                right.sizes().slice(0, static_cast<std::size_t>(right.dim() - 2)));
    sizes.push_back(left ? matrix.size(-1) : right.size(-2));
    sizes.push_back(left ? right.size(-1) : matrix.size(-1));
    return at::empty(sizes, right.options());
}

Tensor roll(const Tensor& self, c10::SymIntArrayRef, at::IntArrayRef) {
    return at::empty_like(self);
}
Tensor flip(const Tensor& self, at::IntArrayRef) {
    return at::empty_like(self);
}

}  // namespace

TORCH_LIBRARY_IMPL(aten, Meta, library) {
    library.impl("index_select", indexSelect);
    library.impl("where.self", where);
    library.impl("embedding_dense_backward", embeddingBackward);
    library.impl("native_layer_norm", layerNorm);
    library.impl("native_layer_norm_backward", layerNormBackward);
    library.impl("linalg_solve_triangular", solveTriangular);
    library.impl("roll", roll);
    library.impl("flip", flip);
}

}  // namespace atelier::kernels
