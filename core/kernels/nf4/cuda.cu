#include "kernels/cuda_elements.cuh"
#include "kernels/nf4/cuda.h"

namespace atelier::kernels::cuda {
namespace {

constexpr int kThreads = 256, kWarp = 32;

// One thread a byte. The products and the sum are rounded one by one: a fused multiply-add would round otherwise.
template <class T>
__global__ void dequantizeKernel(Nf4View q, std::int64_t count, T* out) {
    __shared__ float values[16];
    if (threadIdx.x < 16) values[threadIdx.x] = q.values[threadIdx.x];
    __syncthreads();
    const std::int64_t byte = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x, i = 2 * byte;
    if (i >= count) return;
    const std::int64_t block = i / q.blockSize;
    const float absmax =
        q.absmax ? q.absmax[block]
                 : __fadd_rn(__fmul_rn(q.nestedMap[q.absmaxCodes[block]], q.nestedAbsmax[block / q.nestedBlockSize]),
                             *q.offset);
    const int codes = q.codes[byte];
    narrow(values[codes >> 4] * absmax, out[i]);
    if (i + 1 < count) narrow(values[codes & 15] * absmax, out[i + 1]);
}

__device__ inline int codeOf(const Nf4Rule& rule, float share) {
    int place = 0;
#pragma unroll
    for (int b = 0; b < 15; ++b)
        place += share > rule.bounds[b];
    return rule.order[place];
}

// One warp a block.
template <class T>
__global__ void quantizeKernel(Nf4Rule given, const T* x, std::int64_t count, std::int64_t blockSize,
                               std::uint8_t* codes, float* absmax) {
    __shared__ Nf4Rule rule;
    if (threadIdx.x == 0) rule = given;
    __syncthreads();
    const std::int64_t block = (std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x) / kWarp;
    const int lane = threadIdx.x % kWarp;
    const std::int64_t first = block * blockSize;
    if (first >= count) return;  // the whole warp
    const std::int64_t stop = first + blockSize < count ? first + blockSize : count;
    // As bits, so that NaN wins.
    int largest = 0;
    for (std::int64_t i = first + lane; i < stop; i += kWarp)
        largest = max(largest, __float_as_int(wide(x[i])) & 0x7FFFFFFF);
    for (int offset = kWarp / 2; offset > 0; offset /= 2)
        largest = max(largest, __shfl_xor_sync(0xffffffff, largest, offset));
    const float magnitude = __int_as_float(largest);
    if (lane == 0) absmax[block] = magnitude;
    const float factor = __fdiv_rn(1.0f, fmaxf(magnitude, kSmallestAbsmax));
    for (std::int64_t i = first + 2 * lane; i < stop; i += 2 * kWarp) {
        const int high = codeOf(rule, wide(x[i]) * factor);
        const int low = i + 1 < stop ? codeOf(rule, wide(x[i + 1]) * factor) : rule.zero;
        codes[i / 2] = static_cast<std::uint8_t>(high << 4 | low);
    }
}

unsigned blocksFor(std::int64_t threads) {
    return static_cast<unsigned>((threads + kThreads - 1) / kThreads);
}

}  // namespace

int nf4Dequantize(const Nf4View& q, Element element, std::int64_t count, void* out, void* stream) {
    if (count == 0) return 0;
    return dispatch(element, [&](auto type) {
        using T = decltype(type);
        dequantizeKernel<T><<<blocksFor((count + 1) / 2), kThreads, 0, static_cast<cudaStream_t>(stream)>>>(
            q, count, static_cast<T*>(out));
    });
}

int nf4Quantize(const Nf4Rule& rule, Element element, const void* x, std::int64_t count, std::int64_t blockSize,
                std::uint8_t* codes, float* absmax, void* stream) {
    if (count == 0) return 0;
    return dispatch(element, [&](auto type) {
        using T = decltype(type);
        quantizeKernel<T>
            <<<blocksFor((count + blockSize - 1) / blockSize * kWarp), kThreads, 0,
               static_cast<cudaStream_t>(stream)>>>(rule, static_cast<const T*>(x), count, blockSize, codes, absmax);
    });
}

}  // namespace atelier::kernels::cuda
