#include "kernels/cuda_elements.cuh"
#include "kernels/int8/cuda.h"

namespace atelier::kernels::cuda {
namespace {

constexpr int kThreads = 256, kWarp = 32;
constexpr float kStep = 1.0f / 127;

template <class T>
__global__ void dequantizeKernel(const std::int8_t* codes, const float* absmax, std::int64_t count, std::int64_t width,
                                 T* out) {
    const std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (i < count) narrow(static_cast<float>(codes[i]) * absmax[i / width] * kStep, out[i]);
}

// One block of threads a row.
template <class T>
__global__ void quantizeKernel(const T* x, std::int64_t width, std::int8_t* codes, float* absmax) {
    __shared__ int largestOfWarp[kThreads / kWarp];
    x += blockIdx.x * width;
    codes += blockIdx.x * width;
    // As bits, so that NaN wins.
    int largest = 0;
    for (std::int64_t i = threadIdx.x; i < width; i += kThreads)
        largest = max(largest, __float_as_int(wide(x[i])) & 0x7FFFFFFF);
    for (int offset = kWarp / 2; offset > 0; offset /= 2)
        largest = max(largest, __shfl_xor_sync(0xffffffff, largest, offset));
    if (threadIdx.x % kWarp == 0) largestOfWarp[threadIdx.x / kWarp] = largest;
    __syncthreads();
    for (const int other : largestOfWarp)
        largest = max(largest, other);
    const float magnitude = __int_as_float(largest);
    if (threadIdx.x == 0) absmax[blockIdx.x] = magnitude;
    const float factor = __fdiv_rn(1.0f, magnitude) * 127;  // rounded twice, as in bitsandbytes
    const bool scaled = isfinite(factor) && isfinite(magnitude);
    for (std::int64_t i = threadIdx.x; i < width; i += kThreads)
        codes[i] = scaled ? static_cast<std::int8_t>(max(-127, min(127, __float2int_rn(wide(x[i]) * factor)))) : 0;
}

}  // namespace

int int8Dequantize(const std::int8_t* codes, const float* absmax, Element element, std::int64_t rows,
                   std::int64_t width, void* out, void* stream) {
    const std::int64_t count = rows * width;
    if (count == 0) return 0;
    return dispatch(element, [&](auto type) {
        using T = decltype(type);
        dequantizeKernel<T><<<static_cast<unsigned>((count + kThreads - 1) / kThreads), kThreads, 0,
                              static_cast<cudaStream_t>(stream)>>>(codes, absmax, count, width, static_cast<T*>(out));
    });
}

int int8Quantize(Element element, const void* x, std::int64_t rows, std::int64_t width, std::int8_t* codes,
                 float* absmax, void* stream) {
    if (rows == 0) return 0;
    return dispatch(element, [&](auto type) {
        using T = decltype(type);
        quantizeKernel<T><<<static_cast<unsigned>(rows), kThreads, 0, static_cast<cudaStream_t>(stream)>>>(
            static_cast<const T*>(x), width, codes, absmax);
    });
}

}  // namespace atelier::kernels::cuda
