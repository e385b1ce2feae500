#pragma once

#include "kernels/cuda.h"

/// The CUDA paths on raw device memory; see kernels/cuda.h.
namespace atelier::kernels::cuda {

/// codes [rows, width] into `out`.
int int8Dequantize(const std::int8_t* codes, const float* absmax, Element element, std::int64_t rows,
                   std::int64_t width, void* out, void* stream);

/// x [rows, width] of the element type; see cpu::int8Quantize().
int int8Quantize(Element element, const void* x, std::int64_t rows, std::int64_t width, std::int8_t* codes,
                 float* absmax, void* stream);

}  // namespace atelier::kernels::cuda
