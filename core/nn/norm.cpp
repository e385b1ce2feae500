#include "nn/norm.h"

#include "kernels/kernels.h"

#include <torch/torch.h>

namespace atelier::nn {

NormImpl::NormImpl(Kind k, std::int64_t width, double e) : kind(k), eps(e) {
    weight = register_parameter("weight", torch::empty({width}));
    if (kind == Kind::LayerNorm) bias = register_parameter("bias", torch::empty({width}));
}

torch::Tensor NormImpl::forward(const torch::Tensor& x) const {
    if (kind == Kind::RMSNorm) return kernels::rmsNorm(x, weight, eps);
    const auto dtype = x.scalar_type();
    return at::layer_norm(x, {x.size(-1)}, weight.to(dtype), bias.to(dtype), eps);
}

}  // namespace atelier::nn
