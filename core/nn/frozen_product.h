#pragma once

#include <torch/types.h>

namespace atelier::nn {

/// x Wᵀ + b for weights that are not trained; x [..., in], W [out, in], b [out] or undefined; one dtype. The gradient
/// goes to x alone. In fp32 on a CPU the products run in oneDNN, which uses the widest vectors of every maker's
/// processors; at::linear's library does not (on an AMD EPYC with AVX-512 half the speed).
torch::Tensor frozenProduct(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias = {});

}  // namespace atelier::nn
