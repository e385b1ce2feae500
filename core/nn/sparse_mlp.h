#pragma once

#include "nn/activation.h"
#include "nn/block.h"
#include "nn/linear.h"
#include "nn/mlp.h"
#include "nn/stacked_weights.h"

#include <vector>

namespace atelier::nn {

struct SparseMlpOptions {
    std::int64_t hidden = 0;
    std::int64_t inner = 0;                  ///< of an expert
    std::int64_t experts = 0, perToken = 0;  ///< how many there are, and how many of them each token sees
    bool normalized = true;                  ///< a token's weights of its experts add up to 1
    std::int64_t sharedInner = 0;            ///< of a further expert for every token, times a gate; 0: none
    Activation activation = Activation::Silu;
    std::int64_t layer = 0;
};

/// Which experts each token sees.
struct Routing {
    torch::Tensor experts;  ///< int64 [tokens, experts of each]
    torch::Tensor weights;  ///< of their outputs, [tokens, experts of each]
};

/// softmax over a linear layer's outputs, of which the largest are taken. Its matrix, "weight" [experts, hidden], is a
/// plain parameter: it is neither quantised nor a target of methods on linear layers, as in transformers.
struct RouterImpl : torch::nn::Module {
    explicit RouterImpl(const SparseMlpOptions& options);
    /// Probabilities in fp32, weights in x's dtype. Notes its choice in the context's expertLoads.
    Routing forward(const torch::Tensor& x, const ForwardContext& context);

    SparseMlpOptions options;
    torch::Tensor weight;

private:
    DenseWeight matrix_;
};
TORCH_MODULE(Router);

/// down(act(gate) · up) with gate and up from one matrix.
struct ExpertImpl : torch::nn::Module {
    explicit ExpertImpl(const SparseMlpOptions& options);
    torch::Tensor forward(const torch::Tensor& x);
    /// Whether a gradient of its own may be wanted.
    bool trains() const;

    Activation activation;
    Linear gateUpProj{nullptr}, downProj{nullptr};
};
TORCH_MODULE(Expert);

/// Experts as submodules "0", "1", ...: each is a target of methods and is quantised by itself. Files hold them in
/// stacks "gate_up_proj" and "down_proj".
struct ExpertsImpl : torch::nn::Module, StackedWeights {
    explicit ExpertsImpl(const SparseMlpOptions& options);
    /// Tokens are sorted by expert, so that each expert computes once. An expert without tokens gets none, and then a
    /// gradient of zeros where it is trained, as a part of one tensor would.
    torch::Tensor forward(const torch::Tensor& x, const Routing& routing);
    std::vector<WeightStack> stacks() const override;

    std::vector<Expert> experts;
};
TORCH_MODULE(Experts);

/// A mixture of experts in place of an MLP (Shazeer et al., 2017): each token goes through the few experts that a
/// router chooses. Reference: transformers, models/qwen3_moe and qwen3_next.
struct SparseMlpImpl : FeedForward {
    explicit SparseMlpImpl(const SparseMlpOptions& options);
    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context = ForwardContext::none()) override;

    Router gate{nullptr};
    Experts experts{nullptr};
    GatedMlp sharedExpert{nullptr};  ///< null: none
    Linear sharedExpertGate{nullptr};
};
TORCH_MODULE(SparseMlp);

}  // namespace atelier::nn
