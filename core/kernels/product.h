#pragma once

#include <ATen/ops/empty.h>
#include <torch/types.h>

#include <functional>

/// Products of a linear layer, without autograd: the caller makes the node.
namespace atelier::kernels {

/// Whether products with `x` are computed in fp32 and rounded to its dtype: bf16 or fp16 on a CPU without instructions
/// for it, where torch would take 7 times as long as in fp32, and 200 times for a transposed matrix.
bool widensProducts(const torch::Tensor& x);

/// x Wᵀ + b; x [..., in], W [out, in], b [out] or undefined; one dtype. In fp32 on a CPU it runs in oneDNN, which uses
/// the widest vectors of every maker's processors; at::linear's library does not. Where widensProducts(x), W is copied
/// to fp32 a tile at a time.
torch::Tensor product(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias = {});
/// Whether product() computes otherwise than at::linear.
bool hasOwnProduct(const torch::Tensor& x, const torch::Tensor& weight);

/// a b of two matrices of one dtype, in fp32 where widensProducts(a).
torch::Tensor matrixProduct(const torch::Tensor& a, const torch::Tensor& b);
/// out += scale a b, the same way.
void addMatrixProduct(torch::Tensor& out, const torch::Tensor& a, const torch::Tensor& b, double scale = 1);

/// A part of a matrix.
struct Tile {
    std::int64_t row, rows, column, columns;
};
/// Writes that part of a matrix into `out`, contiguous [tile.rows, tile.columns], in out's dtype and on its device.
using MakeTile = std::function<void(const Tile&, torch::Tensor& out)>;

/// The elements of a tile on the CPU, at most (of one row or column of 64, at least).
inline constexpr std::int64_t kTileElements = std::int64_t{1} << 20;

/// The whole of a matrix, made tile by tile: what making a tile takes besides stays small.
torch::Tensor tiledMatrix(std::int64_t rows, std::int64_t columns, const torch::TensorOptions& options,
                          const MakeTile& makeTile);
/// x Wᵀ + b, and g W, of a matrix W [out, in] that is made tile by tile on x's (g's) device, whose dtype the result
/// has: of W no more than a tile is in memory on a CPU; elsewhere the tile is all of W. Tiles are in x's dtype; on a
/// CPU without instructions for products of that, W and the product are fp32, and only the result is rounded.
torch::Tensor tiledLinear(const torch::Tensor& x, std::int64_t out, std::int64_t in, const torch::Tensor& bias,
                          const MakeTile& makeTile);
torch::Tensor tiledLinearTransposed(const torch::Tensor& g, std::int64_t out, std::int64_t in,
                                    const MakeTile& makeTile);

/// Fills a tile on the CPU with `into`, which writes fp32 or bf16 numbers; other types get there by fp32.
template <class F>
void fillOnCpu(torch::Tensor& out, const F& into) {
    if (out.scalar_type() == torch::kFloat32) {
        into(out.mutable_data_ptr<float>());
    } else if (out.scalar_type() == torch::kBFloat16) {
        into(out.mutable_data_ptr<c10::BFloat16>());
    } else {
        torch::Tensor numbers = at::empty(out.sizes(), torch::kFloat32);
        into(numbers.mutable_data_ptr<float>());
        out.copy_(numbers);
    }
}

}  // namespace atelier::kernels
