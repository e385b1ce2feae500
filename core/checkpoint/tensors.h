#pragma once

#include "checkpoint/safetensors.h"

#include <torch/types.h>

#include <memory>

namespace atelier::checkpoint {

torch::Dtype torchType(DType dtype);
DType fromTorch(torch::Dtype dtype);  ///< throws std::logic_error for a type that safetensors cannot hold

/// A tensor of its own memory, copied from the view.
torch::Tensor toTensor(const TensorView& view);

/// A tensor that lies where the view does, or a copy where that is not aligned. Writing into it never changes the file
/// (MappedFile). `keep` holds the memory as long as the tensor lives.
torch::Tensor mappedTensor(const TensorView& view, std::shared_ptr<const void> keep);

/// Gives back the memory that a view into a file has taken since it was read. Whoever reads it again reads the file.
void release(const TensorView& view);

/// A view on a contiguous CPU tensor; the tensor must outlive it.
TensorView viewOf(const torch::Tensor& tensor);

}  // namespace atelier::checkpoint
