#pragma once

#include "models/model.h"
#include "models/quantization_options.h"
#include "nn/linear.h"

namespace atelier::models {

/// The values of `dense` [out, in] in fewer bits, on `device`. The head, embeddings, norms and convolutions stay dense.
std::shared_ptr<nn::Weight> quantized(const torch::Tensor& dense, const QuantizationOptions& options,
                                      torch::Device device);

/// Replaces quantised weights by what they stand for, in `dtype`.
void makeDense(Model& model, torch::Dtype dtype);

}  // namespace atelier::models
