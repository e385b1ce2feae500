#pragma once

#include "common/random.h"
#include "generation/generate.h"

#include <span>

namespace atelier::generation {

/// Chooses the next token of one sequence from its logits, in transformers' order: repetition penalty, temperature,
/// top-k, top-p.
class Sampler {
public:
    Sampler(const GenerateOptions& options, std::uint64_t sequence);

    /// logits [vocabulary], changed in place; `seen`: prompt and answer so far.
    std::int64_t next(std::span<float> logits, std::span<const std::int64_t> seen);

    /// What next() draws from: probabilities over the vocabulary. Public for tests.
    static std::vector<float> probabilities(std::span<float> logits, const GenerateOptions& options);

private:
    const GenerateOptions& options_;
    Random random_;
};

}  // namespace atelier::generation
