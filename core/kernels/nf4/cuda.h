#pragma once

#include "kernels/cuda.h"
#include "kernels/nf4/view.h"

/// The CUDA paths on raw device memory; see kernels/cuda.h.
namespace atelier::kernels::cuda {

/// All `count` elements into `out`.
int nf4Dequantize(const Nf4View& q, Element element, std::int64_t count, void* out, void* stream);

/// As cpu::nf4Quantize(), from x of the element type.
int nf4Quantize(const Nf4Rule& rule, Element element, const void* x, std::int64_t count, std::int64_t blockSize,
                std::uint8_t* codes, float* absmax, void* stream);

}  // namespace atelier::kernels::cuda
