#include "kernels/nf4/nf4.h"

#include "common/error.h"
#include "kernels/nf4/cpu.h"
#include "kernels/product.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#ifdef ATELIER_CUDA_KERNELS
#include "kernels/cuda_call.h"
#include "kernels/nf4/cuda.h"
#endif

namespace atelier::kernels {
namespace {

using torch::Tensor;

// NF4 as published with QLoRA. FP4 in steps of a sixteenth, in the order of the bits sign, exponent, mantissa.
constexpr std::array<float, 16> kNf4{-1.0f,
                                     -0.6961928009986877f,
                                     -0.5250730514526367f,
                                     -0.39491748809814453f,
                                     -0.28444138169288635f,
                                     -0.18477343022823334f,
                                     -0.09105003625154495f,
                                     0.0f,
                                     0.07958029955625534f,
                                     0.16093020141124725f,
                                     0.24611230194568634f,
                                     0.33791524171829224f,
                                     0.44070982933044434f,
                                     0.5626170039176941f,
                                     0.7229568362236023f,
                                     1.0f};
constexpr std::array<float, 8> kFp4Magnitudes{0, 0.0625f, 8, 12, 4, 6, 2, 3};

std::array<float, 16> valuesOf(FourBitType type) {
    if (type == FourBitType::NF4) return kNf4;
    std::array<float, 16> values;
    for (std::size_t i = 0; i < 8; ++i) {
        values[i] = kFp4Magnitudes[i] / 12;
        values[8 + i] = -values[i];
    }
    return values;
}

Nf4Rule ruleOf(FourBitType type) {
    const auto values = valuesOf(type);
    Nf4Rule rule;
    std::iota(rule.order, rule.order + 8, std::uint8_t{8});  // FP4's two zeros: the negative one first
    std::iota(rule.order + 8, rule.order + 16, std::uint8_t{0});
    std::stable_sort(rule.order, rule.order + 16, [&](int a, int b) { return values[a] < values[b]; });
    for (int i = 0; i < 15; ++i) {
        const float below = values[rule.order[i]], above = values[rule.order[i + 1]];
        // Between two zeros: 0 itself is the positive one.
        rule.bounds[i] = below == above ? -std::numeric_limits<float>::min() : (below + above) / 2;
    }
    rule.zero = static_cast<std::uint8_t>(std::find(values.begin(), values.end(), 0.0f) - values.begin());
    return rule;
}

Nf4View viewOf(const Nf4Tensor& q) {
    const auto pointer = [](const Tensor& tensor) {
        return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
    };
    Nf4View view{};
    std::ranges::copy(valuesOf(q.type), view.values);
    view.codes = q.codes.const_data_ptr<std::uint8_t>();
    view.blockSize = q.blockSize;
    view.nestedBlockSize = q.nestedBlockSize;
    if (q.doubleQuantized())
        view.absmaxCodes = q.absmax.const_data_ptr<std::uint8_t>();
    else
        view.absmax = q.absmax.const_data_ptr<float>();
    view.nestedMap = pointer(q.nestedMap);
    view.nestedAbsmax = pointer(q.nestedAbsmax);
    view.offset = pointer(q.offset);
    return view;
}

std::int64_t widthOf(const Nf4Tensor& q) {
    return q.shape.empty() ? 1 : q.shape.back();
}

// [n] -> [blocks, size], zeros behind the last number.
Tensor inBlocks(const Tensor& flat, std::int64_t size) {
    const std::int64_t missing = (size - flat.numel() % size) % size;
    return (missing == 0 ? flat : at::constant_pad_nd(flat, {0, missing})).view({-1, size});
}

// --- made of torch's operations: double quantisation, and devices without a kernel ---

void quantizeAbsmax(Nf4Tensor& q) {
    if (q.absmax.is_meta()) {
        q.nestedMap = at::empty({256}, q.absmax.options());
        q.nestedAbsmax = at::empty({(q.blocks() + q.nestedBlockSize - 1) / q.nestedBlockSize}, q.absmax.options());
        q.offset = at::empty({}, q.absmax.options());
        q.absmax = at::empty({q.blocks()}, q.codes.options());
        return;
    }
    q.offset = q.absmax.mean();
    q.nestedMap = dynamicMap().to(q.absmax.device());
    const auto blocks = inBlocks(q.absmax - q.offset, q.nestedBlockSize);
    q.nestedAbsmax = blocks.abs().amax(1);
    const auto shares = blocks / q.nestedAbsmax.clamp_min(kSmallestAbsmax).unsqueeze(1);
    const auto bounds = (q.nestedMap.slice(0, 1) + q.nestedMap.slice(0, 0, -1)) / 2;
    q.absmax = at::bucketize(shares, bounds).view(-1).narrow(0, 0, q.absmax.numel()).to(torch::kUInt8);
}

Tensor absmaxOf(const Nf4Tensor& q) {
    if (!q.doubleQuantized()) return q.absmax;
    const auto values = inBlocks(q.nestedMap.index_select(0, q.absmax.to(torch::kInt32)), q.nestedBlockSize);
    return values.mul(q.nestedAbsmax.unsqueeze(1)).view(-1).narrow(0, 0, q.absmax.numel()) + q.offset;
}

void quantizeComposed(const Nf4Rule& rule, const Tensor& flat, Nf4Tensor& q) {
    const auto device = flat.device();
    const auto blocks = inBlocks(flat.to(torch::kFloat32), q.blockSize);
    q.absmax.copy_(blocks.abs().amax(1));
    const auto shares = blocks * q.absmax.clamp_min(kSmallestAbsmax).reciprocal().unsqueeze(1);
    const auto bounds = torch::tensor(at::ArrayRef<float>(rule.bounds, 15)).to(device);
    const auto order = torch::tensor(at::ArrayRef<std::uint8_t>(rule.order, 16)).to(device);
    const auto codes = order.index_select(0, at::bucketize(shares, bounds).view(-1)).view({-1, 2});
    q.codes.copy_((codes.select(1, 0) * 16 + codes.select(1, 1)).narrow(0, 0, q.codes.numel()).unsqueeze(1));
}

void dequantizeComposed(const Nf4Tensor& q, Tensor& out) {
    const auto codes = q.codes.view(-1);
    const auto both =
        at::stack({codes.bitwise_right_shift(4), codes.bitwise_and(15)}, 1).view(-1).narrow(0, 0, q.numel());
    const auto values = fourBitValues(q.type).to(codes.device()).index_select(0, both.to(torch::kInt32));
    const auto scaled = inBlocks(values, q.blockSize) * absmaxOf(q).unsqueeze(1);
    out.copy_(scaled.view(-1).narrow(0, 0, q.numel()).view_as(out));
}

// --- kernels ---

// The CPU kernel takes fp32: others are converted a part at a time.
void quantizeOnCpu(const Nf4Rule& rule, const Tensor& flat, Nf4Tensor& q) {
    const std::int64_t count = flat.numel(), part = kTileElements / q.blockSize * q.blockSize;
    for (std::int64_t first = 0; first < count; first += part) {
        const auto numbers = flat.narrow(0, first, std::min(part, count - first)).to(torch::kFloat32);
        cpu::nf4Quantize(rule, numbers.const_data_ptr<float>(), numbers.numel(), q.blockSize,
                         q.codes.mutable_data_ptr<std::uint8_t>() + first / 2,
                         q.absmax.mutable_data_ptr<float>() + first / q.blockSize);
    }
}

void quantize(const Nf4Rule& rule, const Tensor& flat, Nf4Tensor& q) {
    if (flat.device().is_cpu()) return quantizeOnCpu(rule, flat, q);
#ifdef ATELIER_CUDA_KERNELS
    if (flat.is_cuda())
        return cuda::check(cuda::nf4Quantize(rule, cuda::element(flat.scalar_type()), flat.const_data_ptr(),
                                             flat.numel(), q.blockSize, q.codes.mutable_data_ptr<std::uint8_t>(),
                                             q.absmax.mutable_data_ptr<float>(), cuda::stream(flat)));
#endif
    quantizeComposed(rule, flat, q);
}

void dequantizeOnCpu(const Nf4Tensor& q, const Tile& tile, Tensor& out) {
    fillOnCpu(out, [&](auto* to) {
        cpu::nf4Dequantize(viewOf(q), widthOf(q), tile.row, tile.rows, tile.column, tile.columns, to);
    });
}

MakeTile tilesOf(const Nf4Tensor& q) {
    return [&q](const Tile& tile, Tensor& out) {
        if (q.codes.device() != out.device())
            throw std::logic_error("a 4-bit matrix and what it is multiplied with are on two devices");
        if (out.device().is_cpu()) return dequantizeOnCpu(q, tile, out);
        // Elsewhere a tile is the whole matrix.
#ifdef ATELIER_CUDA_KERNELS
        if (out.is_cuda() && cuda::hasElement(out.scalar_type()))
            return cuda::check(cuda::nf4Dequantize(viewOf(q), cuda::element(out.scalar_type()), q.numel(),
                                                   out.mutable_data_ptr(), cuda::stream(out)));
#endif
        dequantizeComposed(q, out);
    };
}

void requireMatrix(const Nf4Tensor& q) {
    if (q.shape.size() != 2) throw std::logic_error("a product with a 4-bit tensor that is no matrix");
}

// A meta matrix makes a meta result.
Tensor beside(const Tensor& x, const Nf4Tensor& q) {
    return q.codes.is_meta() ? x.to(torch::kMeta) : x;
}

}  // namespace

std::int64_t Nf4Tensor::numel() const {
    return c10::multiply_integers(shape);
}

std::int64_t Nf4Tensor::bytes() const {
    std::size_t sum = 0;
    for (const auto* tensor : {&codes, &absmax, &nestedAbsmax, &nestedMap, &offset})
        if (tensor->defined()) sum += tensor->nbytes();
    return static_cast<std::int64_t>(sum);
}

Nf4Tensor Nf4Tensor::to(const torch::Device& device) const {
    Nf4Tensor moved = *this;
    for (auto* tensor : {&moved.codes, &moved.absmax, &moved.nestedAbsmax, &moved.nestedMap, &moved.offset})
        if (tensor->defined()) *tensor = tensor->to(device);
    return moved;
}

Nf4Tensor quantizeNf4(const Tensor& weight, bool doubleQuantization, FourBitType type, const std::string& where) {
    const auto dtype = weight.scalar_type();
    if (dtype != torch::kFloat32 && dtype != torch::kBFloat16 && dtype != torch::kFloat16)
        throw std::logic_error(std::string("quantizeNf4: a tensor of ") + c10::toString(dtype));
    if (weight.numel() == 0) throw std::logic_error("quantizeNf4: an empty tensor");
    const torch::NoGradGuard noGrad;
    Nf4Tensor q;
    q.shape = weight.sizes().vec();
    q.dtype = dtype;
    q.type = type;
    q.codes = at::empty({(q.numel() + 1) / 2, 1}, weight.options().dtype(torch::kUInt8));
    q.absmax = at::empty({q.blocks()}, weight.options().dtype(torch::kFloat32));
    if (!weight.is_meta()) quantize(ruleOf(type), weight.contiguous().view(-1), q);
    if (!weight.is_meta() && !q.absmax.isfinite().all().item<bool>())
        throw Error("NaN or infinity among the weights cannot be quantized", where,
                    "the file is damaged or a training has diverged: take another checkpoint");
    if (doubleQuantization) quantizeAbsmax(q);
    return q;
}

Tensor dequantizeNf4(const Nf4Tensor& q, torch::Dtype dtype) {
    const torch::NoGradGuard noGrad;
    return tiledMatrix(q.numel() / widthOf(q), widthOf(q), q.codes.options().dtype(dtype), tilesOf(q)).view(q.shape);
}

Tensor nf4Linear(const Tensor& x, const Nf4Tensor& q, const Tensor& bias) {
    requireMatrix(q);
    return tiledLinear(beside(x, q), q.shape[0], q.shape[1], bias, tilesOf(q));
}

Tensor nf4LinearTransposed(const Tensor& g, const Nf4Tensor& q) {
    requireMatrix(q);
    return tiledLinearTransposed(beside(g, q), q.shape[0], q.shape[1], tilesOf(q));
}

Tensor fourBitValues(FourBitType type) {
    const auto values = valuesOf(type);
    return torch::tensor(at::ArrayRef<float>(values.data(), values.size()));
}

Tensor dynamicMap() {
    constexpr int kPowers = 7;
    std::vector<Tensor> values{torch::zeros({1}), torch::ones({1})};
    for (int power = 0; power < kPowers; ++power) {
        const auto ends = torch::linspace(0.1, 1, (1 << power) + 1, torch::kFloat32);
        const auto middles = (ends.slice(0, 0, -1) + ends.slice(0, 1)) / 2 * std::pow(10.0, power - kPowers + 1);
        values.insert(values.end(), {middles, -middles});
    }
    return std::get<0>(torch::cat(values).sort());
}

}  // namespace atelier::kernels
