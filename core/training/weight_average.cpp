#include "training/weight_average.h"

#include "common/error.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::training {

WeightAverage::WeightAverage(const std::vector<Trained>& parameters, double decay)
    : parameters_(parameters), decay_(decay) {
    for (const auto& parameter : parameters_)
        averages_.push_back(parameter.tensor.detach().to(torch::kFloat32, /*non_blocking=*/false, /*copy=*/true));
}

void WeightAverage::update() {
    torch::NoGradGuard noGrad;
    ++steps_;
    const auto steps = static_cast<double>(steps_);
    std::vector<torch::Tensor> weights;
    for (const auto& parameter : parameters_)
        weights.push_back(parameter.tensor.detach().to(torch::kFloat32));
    at::_foreach_lerp_(averages_, weights, 1 - std::min(decay_, (1 + steps) / (10 + steps)));
}

void WeightAverage::beforeShowing() {
    for (const auto& parameter : parameters_)
        kept_.push_back(parameter.tensor.detach());
    settle();
}

void WeightAverage::afterShowing() {
    for (std::size_t i = 0; i < kept_.size(); ++i)
        parameters_[i].tensor.set_data(kept_[i]);
    kept_.clear();
}

void WeightAverage::settle() {
    torch::NoGradGuard noGrad;
    for (std::size_t i = 0; i < averages_.size(); ++i) {
        auto& tensor = parameters_[i].tensor;
        tensor.set_data(averages_[i].to(tensor.scalar_type()));
    }
}

Tensors WeightAverage::tensors() const {
    Tensors state{{"steps", torch::tensor(steps_)}};
    for (std::size_t i = 0; i < averages_.size(); ++i)
        state[parameters_[i].name] = averages_[i];
    return state;
}

void WeightAverage::restoreTensors(const Tensors& state, const std::string& where) {
    const auto at = [&](const std::string& name, torch::IntArrayRef sizes) {
        const auto found = state.find(name);
        if (found == state.end()) throw Error("the average of \"" + name + "\" is missing", where);
        if (found->second.sizes() != sizes) throw Error("the average of \"" + name + "\" has another shape", where);
        return found->second;
    };
    steps_ = at("steps", {}).item<std::int64_t>();
    for (std::size_t i = 0; i < averages_.size(); ++i)
        averages_[i].copy_(at(parameters_[i].name, averages_[i].sizes()));
}

}  // namespace atelier::training
