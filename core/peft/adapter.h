#pragma once

#include "common/json.h"
#include "models/model.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atelier::peft {

inline constexpr const char* kNamePrefix = "base_model.model.";  ///< before a module's name in PEFT's files

/// A trained tensor under the name that PEFT's adapter_model.safetensors gives it, "base_model.model." included where
/// PEFT has it.
struct Parameter {
    std::string name;
    torch::Tensor tensor;             ///< leaf, fp32, on the model's device
    std::string group = {};           ///< of learning rates beside the part's, e.g. "lora_b"; empty: the part's own
    double rateFactor = 1;            ///< multiplies the part's learning rate
    std::optional<double> rate = {};  ///< a learning rate of its own instead of the part's
};

using Tensors = std::map<std::string, torch::Tensor>;

/// A step of training, as methods see it.
struct StepInfo {
    std::int64_t step = 0, totalSteps = 0;  ///< `step` counts from 1
    double gradientScale = 1;               ///< what gradients must be multiplied by to be those of the mean loss
};

/// A method attached to a model. Detaches itself when destroyed; the model must outlive it.
class Adapter {
public:
    virtual ~Adapter() = default;

    /// What is trained.
    virtual const std::vector<Parameter>& parameters() const = 0;
    /// What the adapter folder holds: another set only where a method folds parameters into their result when it saves.
    virtual std::vector<Parameter> saved() const { return parameters(); }
    /// What adapter_config.json holds for it, as PEFT writes it; without base_model_name_or_path.
    virtual Json config() const = 0;
    /// Off: the model answers as if it were not attached.
    virtual void setEnabled(bool enabled) = 0;
    /// How much it counts, where several adapters are active at once; 1 at first. Throws Error for a method whose
    /// change cannot be scaled.
    virtual void setWeight(double weight);
    /// Adds the change to the base weights and switches the adapter off. Throws Error for a method that cannot be
    /// merged.
    virtual void merge() = 0;
    /// Dropout and the like on or off.
    virtual void train(bool on) {}

    // What a method takes part in while it is trained.
    /// Before the first step. Throws Error for a schedule of its own that does not fit into so many steps.
    virtual void checkSteps(std::int64_t totalSteps) const {}
    /// Added to the mean loss of each step; undefined: nothing. Called once a step, with gradients recorded.
    virtual torch::Tensor auxiliaryLoss() { return {}; }
    /// After the optimizer's step, while the gradients are still there; called where actsAfterStep().
    virtual void afterStep(const StepInfo& step) {}
    /// Whether afterStep() does anything: a training then waits for the device in each step.
    virtual bool actsAfterStep() const { return false; }
    /// What a checkpoint must keep beside the parameters.
    virtual Tensors state() const { return {}; }
    /// Throws Error (where) for a missing or misshapen tensor.
    virtual void restore(const Tensors& state, const std::string& where) {}
};

}  // namespace atelier::peft
