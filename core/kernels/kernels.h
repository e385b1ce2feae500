#pragma once

#include <torch/types.h>

/// Fused operations with their gradients: one pass over memory where composed tensor operations take many. Each has a
/// CPU path and, where it was built with nvcc, a CUDA path of the same function; elsewhere on CUDA it is composed of
/// torch's own operations. fp32, bf16 and fp16 (fp16: composed on the CPU); arithmetic in fp32.
namespace atelier::kernels {

/// Rotary embedding: x [tokens, heads, size] (token rows may be strided), cos and sin fp32 [tokens, size], both halves
/// alike. out[j] = x[j] cos[j] - x[j + size/2] sin[j]; out[j + size/2] = x[j + size/2] cos[j] + x[j] sin[j].
/// Differentiable in x.
torch::Tensor rotary(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin);

/// w · x / sqrt(mean(x²) + eps) over the last dimension; w in x's dtype or fp32. Differentiable in x and w.
torch::Tensor rmsNorm(const torch::Tensor& x, const torch::Tensor& weight, double eps);

/// silu(gate) · up; keeps gate and up only, for the backward pass. Differentiable in both.
torch::Tensor swiglu(const torch::Tensor& gate, const torch::Tensor& up);

}  // namespace atelier::kernels
