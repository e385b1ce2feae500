#pragma once

#include "peft/adapter.h"
#include "peft/attachment.h"
#include "peft/targets.h"

namespace atelier::peft {

/// What a method puts on one linear layer.
class LinearUpdate : public nn::LinearHook {
public:
    /// Trained tensors by the end of their names, e.g. "lora_A.weight".
    virtual std::vector<Parameter> parameters() const = 0;
    /// Makes its change part of the layer's weight.
    virtual void mergeInto(nn::LinearImpl& layer) const = 0;

    bool training = false;
    double weight = 1;  ///< of the adapter among others
};

/// A method that changes linear layers one by one.
class LinearAdapter : public Adapter {
public:
    explicit LinearAdapter(Json config) : config_(std::move(config)) {}

    void add(const LinearPlace& place, std::shared_ptr<LinearUpdate> update);

    const std::vector<Parameter>& parameters() const override { return parameters_; }
    Json config() const override { return config_; }
    void setEnabled(bool enabled) override;
    void setWeight(double weight) override;
    void merge() override;
    void train(bool on) override;

protected:
    struct Layer {
        std::string name;
        nn::Linear linear;
        std::shared_ptr<LinearUpdate> update;
    };
    const std::vector<Layer>& layers() const { return layers_; }
    Json config_;

private:
    std::vector<Attachment<nn::LinearHook>> attachments_;
    std::vector<Layer> layers_;
    std::vector<Parameter> parameters_;
};

}  // namespace atelier::peft
