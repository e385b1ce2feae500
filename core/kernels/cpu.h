#pragma once

#include <cstdint>

/// The CPU paths on raw memory. `T` is float or c10::BFloat16 (instantiated in cpu.cpp).
namespace atelier::kernels::cpu {

/// `sign` -1 turns back: the gradient. Row t of x starts at x + t · stride; out is contiguous.
template <class T>
void rotary(const T* x, std::int64_t stride, const float* cos, const float* sin, T* out, std::int64_t tokens,
            std::int64_t heads, std::int64_t size, float sign);

/// scale[t] = 1 / sqrt(mean(x²) + eps) is kept for the backward pass.
template <class T>
void rmsNorm(const T* x, const float* weight, T* out, float* scale, std::int64_t tokens, std::int64_t width, float eps);

template <class T>
void rmsNormGradient(const T* grad, const T* x, const float* weight, const float* scale, T* gradX, std::int64_t tokens,
                     std::int64_t width);

}  // namespace atelier::kernels::cpu
