#pragma once

#include <cstdint>

namespace atelier::kernels {

/// An Nf4Tensor as the kernels see it: raw memory of the device they run on.
struct Nf4View {
    float values[16];
    const std::uint8_t* codes;
    std::int64_t blockSize;
    const float* absmax;  ///< null with double quantisation, whose memory follows; that is null otherwise
    const std::uint8_t* absmaxCodes;
    const float *nestedMap, *nestedAbsmax, *offset;
    std::int64_t nestedBlockSize;
};

/// How numbers become codes: `bounds` lie between the sixteen values in ascending order, whose codes are `order`. A
/// share on a bound goes to the smaller value. `zero` is the code of 0, which fills the last byte of an odd count.
struct Nf4Rule {
    float bounds[15];
    std::uint8_t order[16];
    std::uint8_t zero;
};

/// A block of zeros must not divide by 0.
inline constexpr float kSmallestAbsmax = 1e-38f;

}  // namespace atelier::kernels
