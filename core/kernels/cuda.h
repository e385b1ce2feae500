#pragma once

#include <cstdint>

/// The CUDA paths on raw device memory, compiled by nvcc from cuda.cu without any torch header. `stream` is a
/// cudaStream_t. Each returns cudaGetLastError() after the launch.
namespace atelier::kernels::cuda {

enum class Element { F32, BF16, F16 };

int rotary(Element element, const void* x, std::int64_t stride, const float* cos, const float* sin, void* out,
           std::int64_t tokens, std::int64_t heads, std::int64_t size, float sign, void* stream);
int rmsNorm(Element element, const void* x, const float* weight, void* out, float* scale, std::int64_t tokens,
            std::int64_t width, float eps, void* stream);
int rmsNormGradient(Element element, const void* grad, const void* x, const float* weight, const float* scale,
                    void* gradX, std::int64_t tokens, std::int64_t width, void* stream);

}  // namespace atelier::kernels::cuda
