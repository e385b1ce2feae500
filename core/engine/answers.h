#pragma once

#include "engine/load_model.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace atelier::engine {

/// Who answers.
struct Answerer {
    models::Model& model;
    const models::Processor& processor;
    std::vector<std::int64_t> endTokens;
};

struct AnswerOptions {
    std::int64_t batchSize = 8, maxNewTokens = 128;
};

/// Greedy answers to the samples' prompts, in their order. `done(n)` after each batch: n samples are answered. Throws
/// Error (Interrupted) when stopped.
std::vector<std::string> answers(const Answerer& answerer, const std::vector<data::Sample>& samples,
                                 const AnswerOptions& options, std::stop_token stop,
                                 const std::function<void(std::int64_t done)>& done);

}  // namespace atelier::engine
