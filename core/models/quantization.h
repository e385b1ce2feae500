#pragma once

#include "models/quantization_options.h"
#include "nn/linear.h"

namespace atelier::models {

/// The values of `dense` [out, in] in fewer bits, on `device`. The head, embeddings, norms and convolutions stay dense.
std::shared_ptr<nn::Weight> quantized(const torch::Tensor& dense, const QuantizationOptions& options,
                                      torch::Device device);

}  // namespace atelier::models
