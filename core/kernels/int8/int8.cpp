#include "kernels/int8/int8.h"

#include "common/error.h"
#include "kernels/int8/cpu.h"
#include "kernels/product.h"
#include "kernels/stored.h"

#include <torch/torch.h>

#include <algorithm>

#ifdef ATELIER_CUDA_KERNELS
#include "kernels/cuda_call.h"
#include "kernels/int8/cuda.h"
#endif

namespace atelier::kernels {
namespace {

using torch::Tensor;

// --- made of torch's operations: devices without a kernel ---

void quantizeComposed(const Tensor& weight, Int8Tensor& q) {
    const auto numbers = weight.to(torch::kFloat32);
    q.absmax.copy_(numbers.abs().amax(1));
    const auto factors = at::where(q.absmax > 0, q.absmax.reciprocal() * 127, 0);
    q.codes.copy_((numbers * factors.unsqueeze(1)).round().clamp(-127, 127));
}

void dequantizeComposed(const Int8Tensor& q, Tensor& out) {
    out.copy_(q.codes.to(torch::kFloat32) * q.absmax.unsqueeze(1) * (1.0f / 127));
}

// --- kernels ---

// The CPU kernel takes fp32: others are converted a part at a time.
void quantizeOnCpu(const Tensor& weight, Int8Tensor& q) {
    const std::int64_t rows = weight.size(0), width = weight.size(1);
    const std::int64_t part = std::max<std::int64_t>(1, kTileElements / width);
    for (std::int64_t row = 0; row < rows; row += part) {
        const auto numbers = weight.narrow(0, row, std::min(part, rows - row)).to(torch::kFloat32);
        cpu::int8Quantize(numbers.const_data_ptr<float>(), numbers.size(0), width,
                          q.codes.mutable_data_ptr<std::int8_t>() + row * width,
                          q.absmax.mutable_data_ptr<float>() + row);
    }
}

void quantize(const Tensor& weight, Int8Tensor& q) {
    if (weight.device().is_cpu()) return quantizeOnCpu(weight, q);
#ifdef ATELIER_CUDA_KERNELS
    if (weight.is_cuda())
        return cuda::check(cuda::int8Quantize(cuda::element(weight.scalar_type()), weight.const_data_ptr(),
                                              weight.size(0), weight.size(1), q.codes.mutable_data_ptr<std::int8_t>(),
                                              q.absmax.mutable_data_ptr<float>(), cuda::stream(weight)));
#endif
    quantizeComposed(weight, q);
}

void dequantizeOnCpu(const Int8Tensor& q, const Tile& tile, Tensor& out) {
    fillOnCpu(out, [&](auto* to) {
        cpu::int8Dequantize(q.codes.const_data_ptr<std::int8_t>(), q.absmax.const_data_ptr<float>(), q.codes.size(1),
                            tile.row, tile.rows, tile.column, tile.columns, to);
    });
}

MakeTile tilesOf(const Int8Tensor& q) {
    return [&q](const Tile& tile, Tensor& out) {
        if (q.codes.device() != out.device())
            throw std::logic_error("an 8-bit matrix and what it is multiplied with are on two devices");
        if (out.device().is_cpu()) return dequantizeOnCpu(q, tile, out);
        // Elsewhere a tile is the whole matrix.
#ifdef ATELIER_CUDA_KERNELS
        if (out.is_cuda() && cuda::hasElement(out.scalar_type()))
            return cuda::check(cuda::int8Dequantize(
                q.codes.const_data_ptr<std::int8_t>(), q.absmax.const_data_ptr<float>(),
                cuda::element(out.scalar_type()), tile.rows, tile.columns, out.mutable_data_ptr(), cuda::stream(out)));
#endif
        dequantizeComposed(q, out);
    };
}

// A meta matrix makes a meta result.
Tensor beside(const Tensor& x, const Int8Tensor& q) {
    return q.codes.is_meta() ? x.to(torch::kMeta) : x;
}

}  // namespace

Int8Tensor quantizeInt8(const Tensor& weight, const std::string& where) {
    const auto dtype = weight.scalar_type();
    if (dtype != torch::kFloat32 && dtype != torch::kBFloat16 && dtype != torch::kFloat16)
        throw std::logic_error(std::string("quantizeInt8: a tensor of ") + c10::toString(dtype));
    if (weight.dim() != 2 || weight.numel() == 0) throw std::logic_error("quantizeInt8: no matrix, or an empty one");
    const torch::NoGradGuard noGrad;
    Int8Tensor q{at::empty(weight.sizes(), weight.options().dtype(torch::kInt8)),
                 at::empty({weight.size(0)}, weight.options().dtype(torch::kFloat32)), dtype};
    if (weight.is_meta()) return q;
    quantize(weight.contiguous(), q);
    if (!q.absmax.isfinite().all().item<bool>())
        throw Error("NaN or infinity among the weights cannot be quantized", where,
                    "the file is damaged or a training has diverged: take another checkpoint");
    return q;
}

Tensor dequantizeInt8(const Int8Tensor& q, torch::Dtype dtype) {
    const torch::NoGradGuard noGrad;
    return tiledMatrix(q.codes.size(0), q.codes.size(1), q.codes.options().dtype(dtype), tilesOf(q));
}

Tensor int8Linear(const Tensor& x, const Int8Tensor& q, const Tensor& bias) {
    return tiledLinear(beside(x, q), q.codes.size(0), q.codes.size(1), bias, tilesOf(q));
}

Tensor int8LinearTransposed(const Tensor& g, const Int8Tensor& q) {
    return tiledLinearTransposed(beside(g, q), q.codes.size(0), q.codes.size(1), tilesOf(q));
}

std::map<std::string, Tensor> toTensors(const Int8Tensor& q, const std::string& prefix) {
    return {{prefix + "weight", q.codes},
            {prefix + "SCB", q.absmax},
            {prefix + "weight_format", torch::zeros({}, torch::kUInt8)}};
}

Int8Tensor int8FromTensors(const std::map<std::string, Tensor>& tensors, const std::string& prefix, torch::Dtype dtype,
                           const std::string& where) {
    const StoredParts parts(tensors, where);
    const std::string weight = prefix + "weight", format = prefix + "weight_format";
    const auto& codes = parts.at(weight);
    if (codes.dim() != 2) parts.refuse(weight, "has " + std::to_string(codes.dim()) + " dimensions, a matrix has 2");
    if (parts.has(format)) {
        const auto value = parts.at(format, torch::kUInt8, 1);
        if (!value.is_meta() && value.item<std::uint8_t>() != 0)
            parts.refuse(format, "is " + std::to_string(value.item<std::uint8_t>()) + "; known: 0 (row by row)");
    }
    return {parts.at(weight, torch::kInt8, codes.numel()), parts.statistics(prefix + "SCB", codes.size(0)).view({-1}),
            dtype};
}

}  // namespace atelier::kernels
