#pragma once

#include "nn/attention.h"
#include "nn/mlp.h"

namespace atelier::nn {

/// Pre-norm transformer block of vision encoders. The names are the checkpoint's.
struct VisionBlockOptions {
    SelfAttentionOptions attention;
    MlpOptions mlp;         ///< its width is the attention's
    bool gatedMlp = false;  ///< a GatedMlp of mlp's inner width, activation and bias, with that one's names
    NormOptions norm{NormKind::LayerNorm, 1e-6};
    const char *norm1Name = "norm1", *norm2Name = "norm2", *attentionName = "attn", *mlpName = "mlp";
};

struct VisionBlockImpl : Block {
    explicit VisionBlockImpl(const VisionBlockOptions& options);
    /// x [patches, hidden] -> [patches, hidden]
    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context) override;
    std::vector<Sublayer> sublayers() override;

    Norm norm1{nullptr}, norm2{nullptr};
    SelfAttention attention{nullptr};
    std::shared_ptr<FeedForward> mlp;
    HookList<SublayerHook> attentionHooks, mlpHooks;

private:
    std::string attentionName_, mlpName_;
};

/// `count` blocks alike, registered as a list under `name` of `parent`.
std::vector<std::shared_ptr<Block>> visionBlocks(torch::nn::Module& parent, const std::string& name,
                                                 VisionBlockOptions options, std::int64_t count);

}  // namespace atelier::nn
