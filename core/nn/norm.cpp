#include "nn/norm.h"

#include <torch/torch.h>

namespace atelier::nn {

NormImpl::NormImpl(Kind k, std::int64_t width, double e) : kind(k), eps(e) {
    weight = register_parameter("weight", torch::empty({width}));
    if (kind == Kind::LayerNorm) bias = register_parameter("bias", torch::empty({width}));
}

torch::Tensor NormImpl::forward(const torch::Tensor& x) const {
    const auto dtype = x.scalar_type();
    if (kind == Kind::LayerNorm) return at::layer_norm(x, {x.size(-1)}, weight.to(dtype), bias.to(dtype), eps);
    return at::rms_norm(x, {x.size(-1)}, weight.to(dtype), eps);
}

}  // namespace atelier::nn
