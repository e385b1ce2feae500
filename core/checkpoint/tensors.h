#pragma once

#include "checkpoint/safetensors.h"

#include <torch/types.h>

namespace atelier::checkpoint {

torch::Dtype torchType(DType dtype);
DType fromTorch(torch::Dtype dtype);  ///< throws std::logic_error for a type that safetensors cannot hold

/// A tensor of its own memory, copied from the view.
torch::Tensor toTensor(const TensorView& view);

/// A view on a contiguous CPU tensor; the tensor must outlive it.
TensorView viewOf(const torch::Tensor& tensor);

}  // namespace atelier::checkpoint
