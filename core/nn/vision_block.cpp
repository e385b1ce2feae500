#include "nn/vision_block.h"

#include "nn/sublayer.h"

#include <torch/torch.h>

namespace atelier::nn {

VisionBlockImpl::VisionBlockImpl(const VisionBlockOptions& o) {
    const std::int64_t width = o.attention.hidden;
    norm1 = register_module(o.norm1Name, Norm(NormImpl::Kind::LayerNorm, width, o.eps));
    attention = register_module(o.attentionName, SelfAttention(o.attention));
    norm2 = register_module(o.norm2Name, Norm(NormImpl::Kind::LayerNorm, width, o.eps));
    mlp = register_module(o.mlpName, Mlp(width, o.inner, o.activation));
}

torch::Tensor VisionBlockImpl::forward(const torch::Tensor& x, const AttentionContext& context) {
    const auto attended = residual(x, norm1->forward(x), attentionOutput,
                                   [&](const torch::Tensor& input) { return attention->forward(input, context); });
    return residual(attended, norm2->forward(attended), mlpOutput,
                    [&](const torch::Tensor& input) { return mlp->forward(input); });
}

}  // namespace atelier::nn
