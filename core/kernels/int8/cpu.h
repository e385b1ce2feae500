#pragma once

#include <cstdint>

/// The CPU paths on raw memory.
namespace atelier::kernels::cpu {

/// Elements [row, row + rows) x [column, column + columns) of a matrix of `width` columns into `out`, contiguous.
/// `T` is float or c10::BFloat16 (instantiated in cpu.cpp).
template <class T>
void int8Dequantize(const std::int8_t* codes, const float* absmax, std::int64_t width, std::int64_t row,
                    std::int64_t rows, std::int64_t column, std::int64_t columns, T* out);

/// x [rows, width] into codes [rows, width] and absmax [rows]. A row that is not finite has an absmax that is not.
void int8Quantize(const float* x, std::int64_t rows, std::int64_t width, std::int8_t* codes, float* absmax);

}  // namespace atelier::kernels::cpu
