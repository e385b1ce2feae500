#pragma once

#include <torch/types.h>

namespace atelier::nn {

/// x Wᵀ + b for weights that are not trained; x [..., in], W [out, in], b [out] or undefined; one dtype. The gradient
/// goes to x alone. In fp32 on a CPU the products run in oneDNN, which uses the widest vectors of every maker's
/// processors; at::linear's library does not (on an AMD EPYC with AVX-512 half the speed). In bf16 and fp16 on a CPU
/// without instructions for them they run in fp32 (see kernels::widensProducts).
torch::Tensor frozenProduct(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias = {});
/// The same with gradients of x, W and b. In fp32 it is at::linear.
torch::Tensor trainedProduct(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias = {});

}  // namespace atelier::nn
