#pragma once

#include "kernels/cuda.h"

#include <cstdint>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

/// For .cu files: arithmetic is in fp32, whatever the element type.
namespace atelier::kernels::cuda {

__device__ inline float wide(float x) {
    return x;
}
__device__ inline float wide(__nv_bfloat16 x) {
    return __bfloat162float(x);
}
__device__ inline float wide(__half x) {
    return __half2float(x);
}
__device__ inline void narrow(float x, float& out) {
    out = x;
}
__device__ inline void narrow(float x, __nv_bfloat16& out) {
    out = __float2bfloat16(x);
}
__device__ inline void narrow(float x, __half& out) {
    out = __float2half(x);
}

/// f(T{}) with the element's type; returns cudaGetLastError() after it.
template <class F>
int dispatch(Element element, F&& f) {
    switch (element) {
        case Element::F32:
            f(float{});
            break;
        case Element::BF16:
            f(__nv_bfloat16{});
            break;
        case Element::F16:
            f(__half{});
            break;
    }
    return static_cast<int>(cudaGetLastError());
}

}  // namespace atelier::kernels::cuda
