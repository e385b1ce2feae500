#pragma once

#include "models/assembly/assembly.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace atelier::models {

/// What a description comes to.
struct AssembledParts {
    std::vector<std::pair<std::string, std::uint64_t>> parts;  ///< names and how many parameters
    std::uint64_t fresh = 0;                                   ///< parameters that start at random
    std::int64_t tokens = 0;                                   ///< of a picture; 0: it depends on its size
};

/// Puts the parts together and writes a model folder that opens like any other: config.json, weights in the dtype that
/// each has in its source, tokenizer with the tokens of media, image processor, chat template, and stages.yaml, the
/// recipe of the stages. Tensors go from file to file; in memory are new parts, embeddings that grow, and the matrices
/// of GPT-2, which are turned. What has no weights starts as torch's layers do, from `seed`. An empty `out`: nothing is
/// written.
///
/// Throws Error for a missing folder, parts that do not fit (both widths), an unknown encoder or language model, and
/// whatever else keeps the result from opening.
AssembledParts assemble(const Assembly& assembly, const std::filesystem::path& out, std::uint64_t seed);

}  // namespace atelier::models
