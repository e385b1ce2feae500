#include "peft/base_weights.h"

#include <torch/torch.h>

#include <set>
#include <stdexcept>

namespace atelier::peft {

BaseWeights::BaseWeights(models::Model& model, const std::vector<std::string>& names) {
    const std::set<std::string> chosen(names.begin(), names.end());
    for (auto& item : model.named_parameters()) {
        if (!chosen.contains(item.key())) continue;
        torch::Tensor parameter = item.value();
        parameter.set_data(parameter.to(torch::kFloat32));
        parameters_.push_back({item.key(), parameter});
    }
}

Json BaseWeights::config() const {
    throw std::logic_error("base weights have no adapter_config.json");
}

void BaseWeights::setEnabled(bool enabled) {
    if (!enabled) throw std::logic_error("base weights cannot be switched off");
}

}  // namespace atelier::peft
