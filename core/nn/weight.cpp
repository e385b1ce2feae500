#include "nn/weight.h"

#include "nn/frozen_product.h"

#include <torch/torch.h>

namespace atelier::nn {

torch::Tensor DenseWeight::product(const torch::Tensor& x, const torch::Tensor& bias) const {
    const auto dtype = x.scalar_type();
    const auto b = bias.defined() ? bias.to(dtype) : bias;
    const bool trains = values_.requires_grad() || (bias.defined() && bias.requires_grad());
    return trains ? trainedProduct(x, values_.to(dtype), b) : frozenProduct(x, values_.to(dtype), b);
}

torch::Tensor DenseWeight::productNoGrad(const torch::Tensor& x, const torch::Tensor& bias) const {
    const auto dtype = x.scalar_type();
    return frozenProduct(x, values_.to(dtype), bias.defined() ? bias.to(dtype) : bias);
}

torch::Tensor DenseWeight::transposedProduct(const torch::Tensor& g) const {
    return frozenProduct(g, values_.to(g.scalar_type()).t());
}

void DenseWeight::assign(const torch::Tensor& values) {
    torch::NoGradGuard noGrad;
    torch::Tensor own = values_;
    own.copy_(values);
}

}  // namespace atelier::nn
