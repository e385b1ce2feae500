#pragma once

#include "nn/attention.h"

namespace atelier::peft {

/// The prompts of one attention layer, to which every token attends in a softmax of its own. What they give is
/// multiplied by a gate and added in front of the output projection. Keys are the layer's own, normed as it norms them,
/// without rotary; queries have theirs.
class PromptAttention : public nn::AttentionHook {
public:
    /// prompt [1, n, hidden]; gate [1]; visual [hidden, width of features]: adds the mean of each sequence's media to
    /// its prompts; undefined: none.
    PromptAttention(torch::Tensor prompt, torch::Tensor gate, torch::Tensor visual)
        : prompt_(std::move(prompt)), gate_(std::move(gate)), visual_(std::move(visual)) {}

    torch::Tensor mixed(nn::SelfAttentionImpl& layer, const torch::Tensor& q, const torch::Tensor& mixed,
                        const nn::ForwardContext& context) override;

    const torch::Tensor& prompt() const { return prompt_; }
    const torch::Tensor& gate() const { return gate_; }

    double weight = 1;  ///< of the adapter among others

private:
    torch::Tensor attend(const nn::SelfAttentionImpl& layer, const torch::Tensor& q,
                         const nn::KeyValues& prompts) const;
    torch::Tensor promptsOf(const nn::SelfAttentionImpl& layer, const nn::ForwardContext& context) const;

    torch::Tensor prompt_, gate_, visual_;
};

}  // namespace atelier::peft
