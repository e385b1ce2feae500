#pragma once

#include "models/model.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace atelier::generation {

/// A model that answers: what it has read and said stays in its cache, so that a conversation goes on without being
/// read again. The model must outlive it; its adapters must not change between two calls: clear() then.
class Session {
public:
    explicit Session(models::Model& model) : model_(model) {}

    /// Reads the prompts, one sequence each, with room for `newTokens` more of each. A single prompt that begins like
    /// the session's only sequence (the same tokens and media) is read from where the two part. Returns the logits of
    /// the last tokens: [sequences, vocabulary], fp32, on the CPU. Throws Error for an empty prompt.
    torch::Tensor prefill(const std::vector<const models::Encoded*>& prompts, std::int64_t newTokens);
    /// Each sequence goes on by one token. Returns the logits as prefill() does.
    torch::Tensor step(const std::vector<std::int64_t>& tokens);
    /// Keeps these sequences, in this order.
    void select(const std::vector<std::int64_t>& sequences);
    void clear();

    models::Model& model() const { return model_; }
    /// Tokens of the last prefill that were in the cache already.
    std::int64_t reused() const { return reused_; }

private:
    torch::Tensor lastLogits(const models::Batch& batch);

    models::Model& model_;
    std::optional<nn::Cache> cache_;
    /// What the cache holds of each sequence: the prompt, then the tokens of the answer.
    std::vector<models::Encoded> sequences_;
    std::int64_t reused_ = 0;
};

}  // namespace atelier::generation
