#include "kernels/cuda.h"
#include "kernels/cuda_elements.cuh"

namespace atelier::kernels::cuda {
namespace {

template <class T>
__global__ void rotaryKernel(const T* x, std::int64_t stride, const float* cos, const float* sin, T* out,
                             std::int64_t tokens, int heads, int half, float sign) {
    const std::int64_t perToken = std::int64_t{heads} * half;
    const std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
    if (i >= tokens * perToken) return;
    const std::int64_t t = i / perToken;
    const int head = static_cast<int>((i % perToken) / half), j = static_cast<int>(i % half);
    const T* in = x + t * stride + head * 2 * half;
    T* to = out + (t * heads + head) * 2 * half;
    const float a = wide(in[j]), b = wide(in[j + half]), c = cos[t * 2 * half + j], s = sign * sin[t * 2 * half + j];
    narrow(a * c - b * s, to[j]);
    narrow(b * c + a * s, to[j + half]);
}

// Sum over a block; every thread gets it.
__device__ float blockSum(float value) {
    __shared__ float parts[32];
    for (int offset = 16; offset > 0; offset /= 2)
        value += __shfl_xor_sync(0xffffffff, value, offset);
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    __syncthreads();
    if (lane == 0) parts[warp] = value;
    __syncthreads();
    value = lane < static_cast<int>(blockDim.x) / 32 ? parts[lane] : 0.0f;
    for (int offset = 16; offset > 0; offset /= 2)
        value += __shfl_xor_sync(0xffffffff, value, offset);
    return value;
}

template <class T>
__global__ void rmsNormKernel(const T* x, const float* weight, T* out, float* scales, int width, float eps) {
    x += blockIdx.x * std::int64_t{width};
    out += blockIdx.x * std::int64_t{width};
    float sum = 0;
    for (int i = threadIdx.x; i < width; i += blockDim.x)
        sum += wide(x[i]) * wide(x[i]);
    const float scale = rsqrtf(blockSum(sum) / width + eps);
    if (threadIdx.x == 0) scales[blockIdx.x] = scale;
    for (int i = threadIdx.x; i < width; i += blockDim.x)
        narrow(wide(x[i]) * scale * weight[i], out[i]);
}

template <class T>
__global__ void rmsNormGradientKernel(const T* grad, const T* x, const float* weight, const float* scales, T* gradX,
                                      int width) {
    grad += blockIdx.x * std::int64_t{width};
    x += blockIdx.x * std::int64_t{width};
    gradX += blockIdx.x * std::int64_t{width};
    float sum = 0;
    for (int i = threadIdx.x; i < width; i += blockDim.x)
        sum += wide(grad[i]) * weight[i] * wide(x[i]);
    const float scale = scales[blockIdx.x], pull = blockSum(sum) * scale * scale / width;
    for (int i = threadIdx.x; i < width; i += blockDim.x)
        narrow(scale * (wide(grad[i]) * weight[i] - wide(x[i]) * pull), gradX[i]);
}

constexpr int kThreads = 256;

}  // namespace

int rotary(Element element, const void* x, std::int64_t stride, const float* cos, const float* sin, void* out,
           std::int64_t tokens, std::int64_t heads, std::int64_t size, float sign, void* stream) {
    const std::int64_t work = tokens * heads * size / 2;
    if (work == 0) return 0;
    return dispatch(element, [&](auto type) {
        using T = decltype(type);
        rotaryKernel<T><<<static_cast<unsigned>((work + kThreads - 1) / kThreads), kThreads, 0,
                          static_cast<cudaStream_t>(stream)>>>(static_cast<const T*>(x), stride, cos, sin,
                                                               static_cast<T*>(out), tokens, static_cast<int>(heads),
                                                               static_cast<int>(size / 2), sign);
    });
}

int rmsNorm(Element element, const void* x, const float* weight, void* out, float* scale, std::int64_t tokens,
            std::int64_t width, float eps, void* stream) {
    if (tokens == 0) return 0;
    return dispatch(element, [&](auto type) {
        using T = decltype(type);
        rmsNormKernel<T><<<static_cast<unsigned>(tokens), kThreads, 0, static_cast<cudaStream_t>(stream)>>>(
            static_cast<const T*>(x), weight, static_cast<T*>(out), scale, static_cast<int>(width), eps);
    });
}

int rmsNormGradient(Element element, const void* grad, const void* x, const float* weight, const float* scale,
                    void* gradX, std::int64_t tokens, std::int64_t width, void* stream) {
    if (tokens == 0) return 0;
    return dispatch(element, [&](auto type) {
        using T = decltype(type);
        rmsNormGradientKernel<T><<<static_cast<unsigned>(tokens), kThreads, 0, static_cast<cudaStream_t>(stream)>>>(
            static_cast<const T*>(grad), static_cast<const T*>(x), weight, scale, static_cast<T*>(gradX),
            static_cast<int>(width));
    });
}

}  // namespace atelier::kernels::cuda
