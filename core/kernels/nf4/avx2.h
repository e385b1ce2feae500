#pragma once

#include <cstdint>
#include <initializer_list>

// Two codes a byte to values by shuffles, of which no compiler makes a table lookup. All codes are of one block. Each
// function returns how many pairs it has written, a multiple of its step; the rest is the caller's.
#ifdef __x86_64__
#include <immintrin.h>

#define ATELIER_AVX2 __attribute__((target("avx2")))

namespace atelier::kernels::cpu {

inline bool hasAvx2() {
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
}

/// Eight codes, each in 32 bits, to values: the table's halves hold values 0 to 7 and 8 to 15.
ATELIER_AVX2 inline __m256 valuesOfCodes(__m256 first, __m256 second, __m256i codes) {
    const __m256 bit3 = _mm256_castsi256_ps(_mm256_slli_epi32(codes, 28));  // in the sign, which chooses
    return _mm256_blendv_ps(_mm256_permutevar8x32_ps(first, codes), _mm256_permutevar8x32_ps(second, codes), bit3);
}

ATELIER_AVX2 inline std::int64_t dequantizeAvx2(const float* values, const std::uint8_t* codes, float absmax,
                                                float* out, std::int64_t pairs) {
    const __m256 scale = _mm256_set1_ps(absmax);
    const __m256 first = _mm256_mul_ps(_mm256_loadu_ps(values), scale);
    const __m256 second = _mm256_mul_ps(_mm256_loadu_ps(values + 8), scale);
    const __m256i mask = _mm256_set1_epi32(15);
    std::int64_t i = 0;
    for (; i + 8 <= pairs; i += 8, out += 16) {
        const __m256i bytes = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(codes + i)));
        const __m256 high = valuesOfCodes(first, second, _mm256_srli_epi32(bytes, 4));
        const __m256 low = valuesOfCodes(first, second, _mm256_and_si256(bytes, mask));
        // Unpacking works in each half alone: pairs 0 1 | 4 5 and 2 3 | 6 7.
        const __m256 even = _mm256_unpacklo_ps(high, low), odd = _mm256_unpackhi_ps(high, low);
        _mm256_storeu_ps(out, _mm256_permute2f128_ps(even, odd, 0x20));
        _mm256_storeu_ps(out + 8, _mm256_permute2f128_ps(even, odd, 0x31));
    }
    return i;
}

/// fp32 to bf16, each in 32 bits; round to nearest even. A NaN that arithmetic made stays one.
ATELIER_AVX2 inline __m256i roundToBrain(__m256 x) {
    const __m256i bits = _mm256_castps_si256(x);
    const __m256i last = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    const __m256i rounded = _mm256_add_epi32(bits, _mm256_add_epi32(last, _mm256_set1_epi32(0x7FFF)));
    return _mm256_srli_epi32(rounded, 16);
}

ATELIER_AVX2 inline std::int64_t dequantizeAvx2(const float* values, const std::uint8_t* codes, float absmax,
                                                std::uint16_t* out, std::int64_t pairs) {
    const __m256 scale = _mm256_set1_ps(absmax);
    const __m256i first = roundToBrain(_mm256_mul_ps(_mm256_loadu_ps(values), scale));
    const __m256i second = roundToBrain(_mm256_mul_ps(_mm256_loadu_ps(values + 8), scale));
    constexpr int kInOrder = 0xD8;  // packing works in each half alone: quarters 0 2 1 3
    const __m256i table = _mm256_permute4x64_epi64(_mm256_packus_epi32(first, second), kInOrder);
    const __m256i parts = _mm256_permute4x64_epi64(
        _mm256_packus_epi16(_mm256_and_si256(table, _mm256_set1_epi16(0xFF)), _mm256_srli_epi16(table, 8)), kInOrder);
    const __m128i lowBytes = _mm256_castsi256_si128(parts), highBytes = _mm256_extracti128_si256(parts, 1);
    const __m128i mask = _mm_set1_epi8(15);
    std::int64_t i = 0;
    for (; i + 16 <= pairs; i += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(codes + i));
        const __m128i high = _mm_and_si128(_mm_srli_epi16(bytes, 4), mask), low = _mm_and_si128(bytes, mask);
        for (const __m128i sixteen : {_mm_unpacklo_epi8(high, low), _mm_unpackhi_epi8(high, low)}) {
            const __m128i l = _mm_shuffle_epi8(lowBytes, sixteen), h = _mm_shuffle_epi8(highBytes, sixteen);
            _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_unpacklo_epi8(l, h));
            _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 8), _mm_unpackhi_epi8(l, h));
            out += 16;
        }
    }
    return i;
}

}  // namespace atelier::kernels::cpu
#endif
