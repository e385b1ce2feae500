#pragma once

#include "peft/adapter.h"

namespace atelier::peft {

/// Weights of the model itself, trained where they are: what "full" and "freeze" train.
class BaseWeights : public Adapter {
public:
    /// `names` of the model's parameters; they become fp32, since steps of a usual learning rate vanish in bf16's eight
    /// bits.
    BaseWeights(models::Model& model, const std::vector<std::string>& names);

    const std::vector<Parameter>& parameters() const override { return parameters_; }
    Json config() const override;
    void setEnabled(bool enabled) override;
    void merge() override {}

private:
    std::vector<Parameter> parameters_;
};

}  // namespace atelier::peft
