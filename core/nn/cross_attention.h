#pragma once

#include "nn/attention.h"

namespace atelier::nn {

/// softmax(scale · q kᵀ) v, where the tokens of query segment i see every key of key segment i: as many of both.
/// q [queries, heads, size]; k, v [keys, heads, size]. Returns [queries, heads · size].
torch::Tensor attendAcross(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                           const Segments& queries, const Segments& keys, const ScoreOptions& scores = {});

/// The same for one segment, or for several of the same lengths, in which a query sees some keys alone. q [segments,
/// queries, heads, size]; k, v [segments, keys, key/value heads, size]; `seen` bool [segments, queries, keys] with a
/// key for each query, or undefined: all. Returns [segments, queries, heads · size].
torch::Tensor attendSeen(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                         const torch::Tensor& seen, const ScoreOptions& scores = {});

}  // namespace atelier::nn
