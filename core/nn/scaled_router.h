#pragma once

#include "nn/sparse_mlp.h"
#include "nn/start_values.h"

namespace atelier::nn {

/// A router that norms its input and scales it before a linear layer, and gives each expert a weight of its own behind
/// the choice. "proj" is a linear layer, so methods reach it; "scale" [hidden] and "per_expert_scale" [experts] are
/// parameters. Reference: transformers, Gemma4TextRouter.
struct ScaledRouterImpl : torch::nn::Module, StartValues {
    ScaledRouterImpl(const SparseMlpOptions& options, double eps);
    /// Probabilities in fp32, weights in x's dtype. Notes its choice in the context's expertLoads.
    Routing forward(const torch::Tensor& x, const ForwardContext& context);
    void setStartValues(at::Generator& generator) override;

    SparseMlpOptions options;
    double eps;
    Linear proj{nullptr};
    torch::Tensor scale, perExpertScale;
};
TORCH_MODULE(ScaledRouter);

}  // namespace atelier::nn
