#pragma once

#include "kernels/nf4/view.h"

/// The CPU paths on raw memory.
namespace atelier::kernels::cpu {

/// Elements [row, row + rows) x [column, column + columns) of a matrix of `width` columns into `out`, contiguous.
/// `T` is float or c10::BFloat16 (instantiated in cpu.cpp).
template <class T>
void nf4Dequantize(const Nf4View& q, std::int64_t width, std::int64_t row, std::int64_t rows, std::int64_t column,
                   std::int64_t columns, T* out);

/// x[count] into codes[ceil(count / 2)] and absmax[ceil(count / blockSize)]. A block that is not finite has an absmax
/// that is not.
void nf4Quantize(const Nf4Rule& rule, const float* x, std::int64_t count, std::int64_t blockSize, std::uint8_t* codes,
                 float* absmax);

}  // namespace atelier::kernels::cpu
