#include "models/stacked_tensors.h"

namespace atelier::models {

std::vector<TensorStack> stacksOf(const torch::nn::Module& model) {
    std::vector<TensorStack> all;
    for (const auto& item : model.named_modules()) {
        const auto* stacked = dynamic_cast<const nn::StackedWeights*>(item.value().get());
        if (!stacked) continue;
        const std::string prefix = item.key().empty() ? "" : item.key() + ".";
        for (const nn::WeightStack& own : stacked->stacks()) {
            TensorStack stack{item.key(), prefix + own.name, {}, {}};
            for (const auto& layer : own.layers) {
                stack.layers.push_back(prefix + layer);
                if (own.rows.empty()) continue;
                const std::string around = prefix + layer.substr(0, layer.rfind('.') + 1);
                auto& rows = stack.rows.emplace_back();
                for (const auto& row : own.rows)
                    rows.push_back(around + row + ".weight");
            }
            all.push_back(std::move(stack));
        }
    }
    return all;
}

}  // namespace atelier::models
