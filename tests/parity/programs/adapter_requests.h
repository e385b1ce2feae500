#pragma once

#include "common/json.h"

namespace atelier {

/// {"model", "recipe": text, "seed", "out"}: a fresh adapter with noise on it, saved.
Json makeAdapter(const Json& request);

/// {"model", "adapter", "inputs", "weights", "out"}: gradients of sum(logits · weights) by parameter. "inputs":
/// safetensors with one row of input_ids and the arrays of its media. "weights": safetensors with weights
/// [tokens, vocabulary].
Json adapterGradients(const Json& request);

}  // namespace atelier
