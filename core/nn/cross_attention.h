#pragma once

#include "nn/attention.h"

namespace atelier::nn {

/// softmax(scale · q kᵀ) v, where the tokens of query segment i see every key of key segment i: as many of both.
/// q [queries, heads, size]; k, v [keys, heads, size]. Returns [queries, heads · size].
torch::Tensor attendAcross(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                           const Segments& queries, const Segments& keys, const ScoreOptions& scores = {});

}  // namespace atelier::nn
