#include "training/optimizer.h"

#include <torch/torch.h>

#include <stdexcept>

namespace atelier::training {

void Optimizer::stepUnread(double, const torch::Tensor&, const torch::Tensor&) {
    throw std::logic_error("this optimizer needs its numbers on the host");
}

bool decays(const Trained& parameter) {
    return parameter.tensor.dim() >= 2 && !parameter.name.ends_with(".bias");
}

std::unique_ptr<Optimizer> makeOptimizer(std::vector<Trained> parameters, const TrainOptions& options) {
    return Registry<OptimizerFactory>::instance().at(options.optimizer, "optim")(std::move(parameters), options);
}

}  // namespace atelier::training
