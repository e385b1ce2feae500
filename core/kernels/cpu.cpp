#include "kernels/cpu.h"

#include "kernels/vectors.h"

#include <torch/torch.h>

#include <cmath>

namespace atelier::kernels::cpu {
namespace {

constexpr std::int64_t kGrain = 64;  // tokens a thread takes at least

#define ATELIER_ROTARY_ROW(T, NAME)                                                                    \
    ATELIER_VECTOR_CLONES void rotaryRow##NAME(const T* x, const float* cos, const float* sin, T* out, \
                                               std::int64_t heads, std::int64_t half, float sign) {    \
        for (std::int64_t h = 0; h < heads; ++h, x += 2 * half, out += 2 * half)                       \
            for (std::int64_t j = 0; j < half; ++j) {                                                  \
                const float a = wide(x[j]), b = wide(x[j + half]), c = cos[j], s = sign * sin[j];      \
                narrow(a* c - b * s, out[j]);                                                          \
                narrow(b* c + a * s, out[j + half]);                                                   \
            }                                                                                          \
    }
ATELIER_EACH_TYPE(ATELIER_ROTARY_ROW)

// Sixteen partial sums: a single one would forbid the compiler to use vectors, since float addition is not associative.
constexpr std::int64_t kLanes = 16;

#define ATELIER_NORM_ROW(T, NAME)                                                                                 \
    ATELIER_VECTOR_CLONES float normRow##NAME(const T* x, const float* weight, T* out, std::int64_t width,        \
                                              float eps) {                                                        \
        float sums[kLanes] = {};                                                                                  \
        std::int64_t i = 0;                                                                                       \
        for (; i + kLanes <= width; i += kLanes)                                                                  \
            for (std::int64_t l = 0; l < kLanes; ++l)                                                             \
                sums[l] += wide(x[i + l]) * wide(x[i + l]);                                                       \
        float sum = 0;                                                                                            \
        for (; i < width; ++i)                                                                                    \
            sum += wide(x[i]) * wide(x[i]);                                                                       \
        for (float part : sums)                                                                                   \
            sum += part;                                                                                          \
        const float scale = 1.0f / std::sqrt(sum / static_cast<float>(width) + eps);                              \
        for (std::int64_t j = 0; j < width; ++j)                                                                  \
            narrow(wide(x[j]) * scale * weight[j], out[j]);                                                       \
        return scale;                                                                                             \
    }                                                                                                             \
    ATELIER_VECTOR_CLONES void normGradientRow##NAME(const T* grad, const T* x, const float* weight, float scale, \
                                                     T* out, std::int64_t width) {                                \
        float sums[kLanes] = {};                                                                                  \
        std::int64_t i = 0;                                                                                       \
        for (; i + kLanes <= width; i += kLanes)                                                                  \
            for (std::int64_t l = 0; l < kLanes; ++l)                                                             \
                sums[l] += wide(grad[i + l]) * weight[i + l] * wide(x[i + l]);                                    \
        float sum = 0;                                                                                            \
        for (; i < width; ++i)                                                                                    \
            sum += wide(grad[i]) * weight[i] * wide(x[i]);                                                        \
        for (float part : sums)                                                                                   \
            sum += part;                                                                                          \
        const float pull = sum * scale * scale / static_cast<float>(width);                                       \
        for (std::int64_t j = 0; j < width; ++j)                                                                  \
            narrow(scale*(wide(grad[j]) * weight[j] - wide(x[j]) * pull), out[j]);                                \
    }
ATELIER_EACH_TYPE(ATELIER_NORM_ROW)

}  // namespace

template <class T>
void rotary(const T* x, std::int64_t stride, const float* cos, const float* sin, T* out, std::int64_t tokens,
            std::int64_t heads, std::int64_t size, float sign) {
    const auto row = pick(&rotaryRowFloat, &rotaryRowBrain, bits(x));
    at::parallel_for(0, tokens, kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t)
            row(bits(x) + t * stride, cos + t * size, sin + t * size, bits(out) + t * heads * size, heads, size / 2,
                sign);
    });
}

template <class T>
void rmsNorm(const T* x, const float* weight, T* out, float* scale, std::int64_t tokens, std::int64_t width,
             float eps) {
    const auto row = pick(&normRowFloat, &normRowBrain, bits(x));
    at::parallel_for(0, tokens, kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t)
            scale[t] = row(bits(x) + t * width, weight, bits(out) + t * width, width, eps);
    });
}

template <class T>
void rmsNormGradient(const T* grad, const T* x, const float* weight, const float* scale, T* gradX, std::int64_t tokens,
                     std::int64_t width) {
    const auto row = pick(&normGradientRowFloat, &normGradientRowBrain, bits(x));
    at::parallel_for(0, tokens, kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t)
            row(bits(grad) + t * width, bits(x) + t * width, weight, scale[t], bits(gradX) + t * width, width);
    });
}

#define ATELIER_INSTANTIATE(T)                                                                                  \
    template void rotary<T>(const T*, std::int64_t, const float*, const float*, T*, std::int64_t, std::int64_t, \
                            std::int64_t, float);                                                               \
    template void rmsNorm<T>(const T*, const float*, T*, float*, std::int64_t, std::int64_t, float);            \
    template void rmsNormGradient<T>(const T*, const T*, const float*, const float*, T*, std::int64_t, std::int64_t);
ATELIER_INSTANTIATE(float)
ATELIER_INSTANTIATE(c10::BFloat16)

}  // namespace atelier::kernels::cpu
