#pragma once

#include <c10/util/BFloat16.h>

#include <cstdint>
#include <cstring>

// The library is built for any x86-64; loops marked with this are also compiled for newer vector units and chosen at
// start. It does not go with templates: a plain function per element type.
#if defined(__x86_64__) && defined(__clang__) && !defined(ATELIER_SANITIZED)
#define ATELIER_VECTOR_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ATELIER_VECTOR_CLONES
#endif

/// Element types in vectorised loops: fp32, and bfloat16 as its bits, which every vector unit can shift.
namespace atelier::kernels::cpu {

inline float wide(float x) {
    return x;
}
inline float wide(std::uint16_t x) {
    const std::uint32_t bits = std::uint32_t{x} << 16;
    float result;
    std::memcpy(&result, &bits, sizeof result);
    return result;
}
inline void narrow(float x, float& out) {
    out = x;
}
inline void narrow(float x, std::uint16_t& out) {  // round to nearest even; NaN stays NaN
    std::uint32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    const std::uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    out = static_cast<std::uint16_t>(x == x ? rounded : (bits >> 16) | 0x40);
}

inline const float* bits(const float* p) {
    return p;
}
inline float* bits(float* p) {
    return p;
}
inline const std::uint16_t* bits(const c10::BFloat16* p) {
    return reinterpret_cast<const std::uint16_t*>(p);
}
inline std::uint16_t* bits(c10::BFloat16* p) {
    return reinterpret_cast<std::uint16_t*>(p);
}

/// The one of two functions that is meant for p's element type.
template <class Float, class Brain>
constexpr auto pick(Float whenFloat, Brain, const float*) {
    return whenFloat;
}
template <class Float, class Brain>
constexpr auto pick(Float, Brain whenBrain, const std::uint16_t*) {
    return whenBrain;
}

/// The largest |x[i]|; NaN and infinity, whose bits are larger than those of any number, win.
inline float largestMagnitude(const float* x, std::int64_t count) {
    std::int32_t largest = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        std::int32_t magnitude;
        std::memcpy(&magnitude, x + i, sizeof magnitude);
        magnitude &= 0x7FFFFFFF;
        largest = magnitude > largest ? magnitude : largest;
    }
    float result;
    std::memcpy(&result, &largest, sizeof result);
    return result;
}

}  // namespace atelier::kernels::cpu

#define ATELIER_EACH_TYPE(FUNCTION) FUNCTION(float, Float) FUNCTION(std::uint16_t, Brain)
