#pragma once

#include <torch/types.h>

#include <functional>
#include <vector>

namespace atelier::nn {

/// f(x), of which x alone is kept for the gradient: what lies between is computed again when the gradient comes
/// (Chen et al., 2016). torch's generators are put back for that, so that dropout falls the same. f is called up to
/// three times and must give the same each time; the gradients of leaves inside f are added to their .grad, so only
/// backward() is served, not autograd::grad(). Without recording (no_grad) it is just f(x).
torch::Tensor recomputed(const std::function<torch::Tensor(const torch::Tensor&)>& f, const torch::Tensor& x);

/// The same for several tensors: all inputs are kept, and each gets its gradient. f gives as many results each time.
using TensorsFunction = std::function<std::vector<torch::Tensor>(const std::vector<torch::Tensor>&)>;
std::vector<torch::Tensor> recomputed(const TensorsFunction& f, const std::vector<torch::Tensor>& inputs);

}  // namespace atelier::nn
