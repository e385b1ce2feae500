#pragma once

#include "generation/session.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace atelier::generation {

struct GenerateOptions {
    std::int64_t maxNewTokens = 128;
    bool sample = false;  ///< else greedy: the most likely token
    double temperature = 1;
    std::int64_t topK = 0;  ///< 0: all
    double topP = 1;
    double repetitionPenalty = 1;  ///< over prompt and answer, as transformers does (Keskar et al., 2019)
    std::uint64_t seed = 0;
    std::vector<std::int64_t> endTokens;
};

/// Throws Error for a value that cannot be.
void checkOptions(const GenerateOptions& options);

/// New tokens for each prompt, end token left out; prompts are decoded together. `onToken(sequence, token)` as they
/// come. Ends where the model's positions end (config.json's max_position_embeddings); throws Error for a prompt that
/// fills them. Greedy results do not depend on which prompts are decoded together, up to rounding.
std::vector<std::vector<std::int64_t>> generate(Session& session, const std::vector<const models::Encoded*>& prompts,
                                                const GenerateOptions& options, std::stop_token stop = {},
                                                const std::function<void(std::size_t, std::int64_t)>& onToken = {});
/// The same in a session of its own.
std::vector<std::vector<std::int64_t>> generate(models::Model& model,
                                                const std::vector<const models::Encoded*>& prompts,
                                                const GenerateOptions& options, std::stop_token stop = {},
                                                const std::function<void(std::size_t, std::int64_t)>& onToken = {});

}  // namespace atelier::generation
