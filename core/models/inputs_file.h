#pragma once

#include "models/processor.h"

#include <torch/types.h>

#include <filesystem>
#include <vector>

namespace atelier::models {

/// Model inputs that another program wrote as safetensors: `input_ids` [rows, length] or [length], `attention_mask` of
/// the same shape where rows are padded, `logits` of an earlier pass, which are not read, and the arrays of the media
/// under the names of the family's reference.
struct InputsFile {
    torch::Tensor ids;          ///< int64 [rows, length] as written
    torch::Tensor real;         ///< int64 [n]: flat places in `ids` of the tokens that are no padding
    std::vector<Encoded> rows;  ///< without padding
};

/// Throws Error naming the file for ids outside [0, vocabulary), shapes that do not fit together and arrays that the
/// family does not take.
InputsFile readInputs(const std::filesystem::path& file, const Processor& processor, std::int64_t vocabulary);

}  // namespace atelier::models
