#include "kernels/nf4/cpu.h"

#include "kernels/nf4/avx2.h"
#include "kernels/vectors.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::kernels::cpu {
namespace {

constexpr std::int64_t kGrain = 1 << 15;  // elements a thread takes at least
constexpr std::int64_t kPart = 64;        // elements in work at once

// Both values of each byte: one load gives two elements.
struct Pairs {
    float values[256][2];
    explicit Pairs(const float* sixteen) {
        for (int byte = 0; byte < 256; ++byte) {
            values[byte][0] = sixteen[byte >> 4];
            values[byte][1] = sixteen[byte & 15];
        }
    }
};

#define ATELIER_DEQUANTIZE(T, NAME)                                                                               \
    ATELIER_VECTOR_CLONES void dequantizePairs##NAME(const Pairs& pairs, const std::uint8_t* codes, float absmax, \
                                                     T* out, std::int64_t count) {                                \
        float part[kPart];                                                                                        \
        for (; count > 0; count -= kPart / 2, codes += kPart / 2, out += kPart) {                                 \
            const std::int64_t n = count < kPart / 2 ? count : kPart / 2;                                         \
            for (std::int64_t i = 0; i < n; ++i)                                                                  \
                std::memcpy(part + 2 * i, pairs.values[codes[i]], 2 * sizeof(float));                             \
            for (std::int64_t i = 0; i < 2 * n; ++i)                                                              \
                narrow(part[i] * absmax, out[i]);                                                                 \
        }                                                                                                         \
    }
ATELIER_EACH_TYPE(ATELIER_DEQUANTIZE)

// `count` pairs, all of one block.
template <class T>
void dequantizeBlock(const Nf4View& q, const Pairs& pairs, const std::uint8_t* codes, float absmax, T* out,
                     std::int64_t count) {
    std::int64_t done = 0;
#ifdef __x86_64__
    if (hasAvx2()) done = dequantizeAvx2(q.values, codes, absmax, out, count);
#endif
    if (done < count)
        pick(&dequantizePairsFloat, &dequantizePairsBrain, out)(pairs, codes + done, absmax, out + 2 * done,
                                                                count - done);
}

float absmaxOf(const Nf4View& q, std::int64_t block) {
    if (q.absmax) return q.absmax[block];
    // Two statements: a fused multiply-add would round otherwise than bitsandbytes.
    float absmax = q.nestedMap[q.absmaxCodes[block]] * q.nestedAbsmax[block / q.nestedBlockSize];
    absmax += *q.offset;
    return absmax;
}

ATELIER_VECTOR_CLONES float blockAbsmax(const float* x, std::int64_t count) {
    return largestMagnitude(x, count);
}

// The place of each share among the bounds: how many lie below it.
ATELIER_VECTOR_CLONES void quantizePart(const float* x, std::int64_t count, float factor, const float* bounds,
                                        std::uint8_t* places) {
    for (std::int64_t i = 0; i < count; ++i) {
        const float share = x[i] * factor;
        std::int32_t place = 0;
        for (int b = 0; b < 15; ++b)
            place += share > bounds[b];
        places[i] = static_cast<std::uint8_t>(place);
    }
}

}  // namespace

template <class T>
void nf4Dequantize(const Nf4View& q, std::int64_t width, std::int64_t row, std::int64_t rows, std::int64_t column,
                   std::int64_t columns, T* out) {
    const Pairs pairs(q.values);
    const auto range = [&](std::int64_t i, std::int64_t end, T* to) {
        while (i < end) {
            const std::int64_t block = i / q.blockSize, stop = std::min(end, (block + 1) * q.blockSize);
            const float absmax = absmaxOf(q, block);
            if (i % 2 == 1) narrow(q.values[q.codes[i++ / 2] & 15] * absmax, *bits(to++));
            const std::int64_t count = (stop - i) / 2;
            dequantizeBlock(q, pairs, q.codes + i / 2, absmax, bits(to), count);
            i += 2 * count;
            to += 2 * count;
            if (i < stop) narrow(q.values[q.codes[i++ / 2] >> 4] * absmax, *bits(to++));
        }
    };
    const std::int64_t grain = std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(columns, 1));
    at::parallel_for(0, rows, grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r) {
            const std::int64_t first = (row + r) * width + column;
            range(first, first + columns, out + r * columns);
        }
    });
}

template void nf4Dequantize<float>(const Nf4View&, std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                                   float*);
template void nf4Dequantize<c10::BFloat16>(const Nf4View&, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                                           std::int64_t, c10::BFloat16*);

void nf4Quantize(const Nf4Rule& rule, const float* x, std::int64_t count, std::int64_t blockSize, std::uint8_t* codes,
                 float* absmax) {
    const std::int64_t blocks = (count + blockSize - 1) / blockSize;
    const std::int64_t grain = std::max<std::int64_t>(1, kGrain / blockSize);
    at::parallel_for(0, blocks, grain, [&](std::int64_t begin, std::int64_t end) {
        std::uint8_t places[kPart];
        for (std::int64_t block = begin; block < end; ++block) {
            const std::int64_t first = block * blockSize, stop = std::min(count, first + blockSize);
            absmax[block] = blockAbsmax(x + first, stop - first);
            const float factor = 1 / std::max(absmax[block], kSmallestAbsmax);
            for (std::int64_t i = first; i < stop; i += kPart) {
                const std::int64_t n = std::min(kPart, stop - i);
                quantizePart(x + i, n, factor, rule.bounds, places);
                for (std::int64_t j = 0; j < n; j += 2) {
                    const int second = j + 1 < n ? rule.order[places[j + 1]] : rule.zero;
                    codes[(i + j) / 2] = static_cast<std::uint8_t>(rule.order[places[j]] << 4 | second);
                }
            }
        }
    });
}

}  // namespace atelier::kernels::cpu
