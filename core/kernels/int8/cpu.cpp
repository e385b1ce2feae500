#include "kernels/int8/cpu.h"

#include "kernels/vectors.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace atelier::kernels::cpu {
namespace {

constexpr std::int64_t kGrain = 1 << 15;  // elements a thread takes at least
constexpr float kStep = 1.0f / 127;

std::int64_t grainOf(std::int64_t columns) {
    return std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(columns, 1));
}

// bitsandbytes' order of the two products.
#define ATELIER_DEQUANTIZE(T, NAME)                                                                \
    ATELIER_VECTOR_CLONES void dequantizeRow##NAME(const std::int8_t* codes, float absmax, T* out, \
                                                   std::int64_t count) {                           \
        for (std::int64_t i = 0; i < count; ++i)                                                   \
            narrow(static_cast<float>(codes[i]) * absmax * kStep, out[i]);                         \
    }
ATELIER_EACH_TYPE(ATELIER_DEQUANTIZE)

ATELIER_VECTOR_CLONES float quantizeRow(const float* x, std::int64_t count, std::int8_t* codes) {
    const float absmax = largestMagnitude(x, count);
    const float factor = 1 / absmax * 127;  // rounded twice, as in bitsandbytes
    if (!std::isfinite(factor) || !std::isfinite(absmax)) {
        std::fill_n(codes, count, std::int8_t{0});
        return absmax;
    }
    for (std::int64_t i = 0; i < count; ++i)
        codes[i] = static_cast<std::int8_t>(std::clamp(std::nearbyint(x[i] * factor), -127.0f, 127.0f));
    return absmax;
}

}  // namespace

template <class T>
void int8Dequantize(const std::int8_t* codes, const float* absmax, std::int64_t width, std::int64_t row,
                    std::int64_t rows, std::int64_t column, std::int64_t columns, T* out) {
    const auto dequantize = pick(&dequantizeRowFloat, &dequantizeRowBrain, bits(out));
    at::parallel_for(0, rows, grainOf(columns), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r)
            dequantize(codes + (row + r) * width + column, absmax[row + r], bits(out) + r * columns, columns);
    });
}

template void int8Dequantize<float>(const std::int8_t*, const float*, std::int64_t, std::int64_t, std::int64_t,
                                    std::int64_t, std::int64_t, float*);
template void int8Dequantize<c10::BFloat16>(const std::int8_t*, const float*, std::int64_t, std::int64_t, std::int64_t,
                                            std::int64_t, std::int64_t, c10::BFloat16*);

void int8Quantize(const float* x, std::int64_t rows, std::int64_t width, std::int8_t* codes, float* absmax) {
    at::parallel_for(0, rows, grainOf(width), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r)
            absmax[r] = quantizeRow(x + r * width, width, codes + r * width);
    });
}

}  // namespace atelier::kernels::cpu
