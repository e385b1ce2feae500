#pragma once

#include "training/component.h"
#include "training/model_under_training.h"

namespace atelier::training {

/// What the PEFT method takes part in: its auxiliary loss, what it does after each step, its state.
class MethodHooks : public Component {
public:
    MethodHooks(const ModelUnderTraining& model, std::int64_t totalSteps)
        : adapter_(*model.adapter), totalSteps_(totalSteps), readsGradients_(!model.wholeWeights) {}

    std::string name() const override { return "method"; }
    void start() override { adapter_.checkSteps(totalSteps_); }
    void afterBackward(const BackwardInfo& info) override;
    void afterUpdate(const UpdateInfo& info) override;
    bool needsEachResult() const override { return adapter_.actsAfterStep(); }
    bool readsGradients() const override { return readsGradients_; }
    Tensors tensors() const override { return adapter_.state(); }
    void restoreTensors(const Tensors& tensors, const std::string& where) override { adapter_.restore(tensors, where); }

private:
    peft::Adapter& adapter_;
    std::int64_t totalSteps_;
    bool readsGradients_;
};

}  // namespace atelier::training
