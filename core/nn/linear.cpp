#include "nn/linear.h"

#include "nn/frozen_product.h"

#include <torch/torch.h>

namespace atelier::nn {

LinearImpl::LinearImpl(const LinearOptions& o) : options(o) {
    weight = register_parameter("weight", torch::empty({o.out, o.in}));
    if (o.bias) bias = register_parameter("bias", torch::empty({o.out}));
}

torch::Tensor LinearImpl::forward(const torch::Tensor& x) {
    return adapter ? adapter->forward(*this, x) : base(x);
}

torch::Tensor LinearImpl::base(const torch::Tensor& x) const {
    const auto dtype = x.scalar_type();
    const auto b = bias.defined() ? bias.to(dtype) : bias;
    const bool trains = weight.requires_grad() || (bias.defined() && bias.requires_grad());
    return trains ? at::linear(x, weight.to(dtype), b) : frozenProduct(x, weight.to(dtype), b);
}

EmbeddingImpl::EmbeddingImpl(std::int64_t rows, std::int64_t width) {
    weight = register_parameter("weight", torch::empty({rows, width}));
}

torch::Tensor EmbeddingImpl::forward(const torch::Tensor& ids, torch::Dtype dtype) const {
    return at::embedding(weight, ids).to(dtype);
}

}  // namespace atelier::nn
