#include "training/communicator.h"

#include <torch/torch.h>

namespace atelier::training {

void sumGradients(Communicator& communicator, const std::vector<torch::Tensor>& parameters) {
    if (communicator.worldSize() == 1) return;
    // A part without input on one rank (no sample has a picture) may have some on another.
    std::vector<double> present;
    for (const auto& parameter : parameters)
        present.push_back(parameter.grad().defined() ? 1 : 0);
    communicator.sum(present);
    std::vector<torch::Tensor> gradients;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (present[i] == 0) continue;
        torch::Tensor parameter = parameters[i];
        if (!parameter.grad().defined()) parameter.mutable_grad() = torch::zeros_like(parameter);
        gradients.push_back(parameter.grad());
    }
    communicator.sum(gradients);
}

}  // namespace atelier::training
