#pragma once

#include "nn/segments.h"

#include <torch/types.h>

namespace atelier::nn {

/// What the gated delta rule reads of each token. Key heads serve as many value heads each, one group behind the other.
struct DeltaRuleInputs {
    torch::Tensor q, k;   ///< [tokens, key heads, key size]
    torch::Tensor v;      ///< [tokens, value heads, value size]
    torch::Tensor decay;  ///< [tokens, value heads]: logarithm of what remains of the state, at most 0
    torch::Tensor rate;   ///< [tokens, value heads]: how much of the state's error is corrected, 0 to 1
};

/// Gated delta rule (Yang et al., 2024, arXiv 2412.06464). Each value head has a state S [key size, value size]; a
/// token does S ← exp(decay) S, S ← S + k (rate · (v - Sᵀ k))ᵀ and reads Sᵀ q. Computed in fp32 whatever the inputs
/// are.
///
/// Whole sequences, chunk by chunk (the WY form of section 3.3); differentiable. Returns fp32 [tokens, value heads,
/// value size]. `state`: fp32 [sequences, value heads, key size, value size] of earlier passes, undefined for zeros;
/// replaced by the one after the last token. Null: zeros, and none is wanted.
torch::Tensor deltaRule(const DeltaRuleInputs& inputs, const Segments& segments, torch::Tensor* state = nullptr);

/// The same for one token of each sequence, as it is written above. `state` as in deltaRule(), never null.
torch::Tensor deltaRuleStep(const DeltaRuleInputs& inputs, torch::Tensor& state);

}  // namespace atelier::nn
