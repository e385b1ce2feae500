#pragma once

#include "models/batch.h"
#include "models/model.h"

#include <torch/types.h>

#include <optional>

namespace atelier::training {

/// Sum over rows of -rowWeight · log softmax(hidden · weightᵀ)[target], fp32 scalar. hidden [n, width], weight
/// [vocabulary, width], targets int64 [n], rowWeights fp32 [n] or nothing: all 1. The gradients are computed in the
/// forward pass, a chunk of rows at a time: no [n, vocabulary] tensor ever exists. Products in hidden's dtype, softmax
/// and the weight's gradient in fp32. Not differentiable twice. `smoothing` of a row's target goes to all tokens of the
/// vocabulary alike, as in torch's cross_entropy(label_smoothing).
torch::Tensor linearCrossEntropy(const torch::Tensor& hidden, const torch::Tensor& weight, const torch::Tensor& targets,
                                 const std::optional<torch::Tensor>& rowWeights = {}, double smoothing = 0);

/// log softmax(logits)[target] of each row, [n], fp32 (fp64 of a model in fp64). The logits of a part of the rows exist
/// at a time, and are computed again for the gradient. hidden [n, width], targets int64 [n].
torch::Tensor targetLogProbs(models::Model& model, const torch::Tensor& hidden, const torch::Tensor& targets);

/// Summed loss of a batch that has something to learn, each sample's multiplied by its weight. A weight changes what a
/// sample counts, never what the sum is divided by: a batch of samples of one weight learns as much as that says.
torch::Tensor batchLoss(models::Model& model, const models::Batch& batch, double smoothing = 0);

}  // namespace atelier::training
