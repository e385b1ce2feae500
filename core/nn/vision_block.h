#pragma once

#include "nn/attention.h"
#include "nn/mlp.h"

namespace atelier::nn {

/// Pre-norm transformer block of vision towers. The names are the checkpoint's.
struct VisionBlockOptions {
    SelfAttentionOptions attention;
    std::int64_t inner = 0;  ///< width of the MLP
    Activation activation = Activation::QuickGelu;
    double eps = 1e-6;
    const char *norm1Name = "norm1", *norm2Name = "norm2", *attentionName = "attn", *mlpName = "mlp";
};

struct VisionBlockImpl : torch::nn::Module {
    explicit VisionBlockImpl(const VisionBlockOptions& options);
    /// x [patches, hidden] -> [patches, hidden]
    torch::Tensor forward(const torch::Tensor& x, const AttentionContext& context);

    Norm norm1{nullptr}, norm2{nullptr};
    SelfAttention attention{nullptr};
    Mlp mlp{nullptr};
    std::shared_ptr<OutputAdapter> attentionOutput, mlpOutput;
};
TORCH_MODULE(VisionBlock);

}  // namespace atelier::nn
