#pragma once

#include "training/component.h"
#include "training/model_under_training.h"
#include "training/objectives/objective.h"
#include "training/training_data.h"

#include <stop_token>
#include <vector>

namespace atelier::training {

/// Log probabilities of the reference model, which never changes: each is computed once and kept, in memory and in
/// checkpoints. With what is trained switched off (pref_reference base, for adapters) that is when its sample first
/// comes; where it cannot be switched off, before the first step, of all samples that the run will take.
class ReferenceModel : public Component {
public:
    /// The references must outlive it. Throws Error where no reference can be had: samples that look otherwise in each
    /// epoch need an adapter that can be switched off.
    ReferenceModel(const TrainSettings& settings, const ModelUnderTraining& model, const TrainingData& data,
                   const Objective& objective, protocol::EventSink events);

    /// For the objective, on batches of the training or the validation samples. Dropout is off meanwhile.
    Reference ofTraining() {
        return [this](const ExampleBatch& batch) { return of(train_, batch); };
    }
    Reference ofValidation() {
        return [this](const ExampleBatch& batch) { return of(validation_, batch); };
    }
    /// Before the first step: computes what has to be known by then; `samples`: those of the training that will be
    /// taken. Nothing where that was done already, or what is trained can be switched off. Throws Error (Interrupted)
    /// when stopped.
    void prepare(const std::vector<std::int64_t>& samples, bool withValidation, std::stop_token stop);

    std::string name() const override { return "reference"; }
    Json state() const override;
    void restore(const Json& state, const std::string& where) override;
    Tensors tensors() const override;
    void restoreTensors(const Tensors& tensors, const std::string& where) override;

private:
    struct Known {
        const Dataset* samples = nullptr;
        bool training = false, kept = true;
        torch::Tensor values;     // fp64 [samples, sequences], on the model's device; NaN where nothing is known yet
        std::vector<bool> known;  // by sample
    };
    void makeRoom(Known& part, std::int64_t sequences) const;
    torch::Tensor of(Known& part, const ExampleBatch& batch);
    torch::Tensor compute(const ExampleBatch& batch, bool training) const;
    void prepare(Known& part, const std::vector<std::int64_t>& samples, std::stop_token stop);

    const TrainSettings& settings_;
    const ModelUnderTraining& model_;
    const Objective& objective_;
    protocol::EventSink events_;
    bool switches_;  // what is trained is switched off for it
    bool prepared_ = false;
    std::int64_t asked_ = 0;  // training samples, when it was prepared
    Known train_, validation_;
};

}  // namespace atelier::training
