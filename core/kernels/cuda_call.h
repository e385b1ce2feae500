#pragma once

#include "kernels/cuda.h"

#include <c10/core/ScalarType.h>
#include <c10/cuda/CUDAStream.h>
#include <torch/types.h>

/// What calling the kernels of .cu files from a file with torch headers needs.
namespace atelier::kernels::cuda {

inline bool hasElement(torch::Dtype dtype) {
    return dtype == torch::kFloat32 || dtype == torch::kBFloat16 || dtype == torch::kFloat16;
}

inline Element element(torch::Dtype dtype) {
    return dtype == torch::kFloat32 ? Element::F32 : dtype == torch::kBFloat16 ? Element::BF16 : Element::F16;
}

inline void* stream(const torch::Tensor& x) {
    return c10::cuda::getCurrentCUDAStream(x.device().index()).stream();
}

/// `status` is a cudaError_t.
inline void check(int status) {
    TORCH_CHECK(status == 0, "CUDA kernel: error ", status);
}

}  // namespace atelier::kernels::cuda
