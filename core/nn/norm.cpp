#include "nn/norm.h"

#include "kernels/kernels.h"
#include "nn/build_device.h"

#include <torch/torch.h>

namespace atelier::nn {

NormImpl::NormImpl(const NormOptions& o, std::int64_t width) : options(o) {
    weight = register_parameter("weight", emptyParameter({width}));
    if (o.kind == NormKind::LayerNorm) bias = register_parameter("bias", emptyParameter({width}));
}

torch::Tensor NormImpl::forward(const torch::Tensor& x) const {
    switch (options.kind) {
        case NormKind::RMSNorm:
            return kernels::rmsNorm(x, weight, options.eps);
        case NormKind::RMSNormOne:
            return kernels::rmsNorm(x, weight.to(torch::kFloat32) + 1, options.eps);
        case NormKind::LayerNorm:
            break;
    }
    const auto dtype = x.scalar_type();
    return at::layer_norm(x, {x.size(-1)}, weight.to(dtype), bias.to(dtype), options.eps);
}

torch::Tensor rmsNormed(const torch::Tensor& x, double eps) {
    const auto wide = x.to(torch::kFloat32);
    return (wide * at::rsqrt(wide.square().mean(-1, true) + eps)).to(x.scalar_type());
}

}  // namespace atelier::nn
