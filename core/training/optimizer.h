#pragma once

#include "common/registry.h"
#include "training/options.h"

#include <torch/types.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace atelier::training {

/// A tensor that is trained, under a name that stays the same from run to run.
struct Trained {
    std::string name;
    torch::Tensor tensor;
    std::string group{};    ///< of learning rates, e.g. "projector"; see parameter_groups.h
    double rateFactor = 1;  ///< what the step's learning rate is multiplied by
};

/// Makes steps of gradients. One file each in optimizers/, told apart by the recipe's `optim`.
class Optimizer {
public:
    virtual ~Optimizer() = default;
    /// One step with the gradients that are there, each multiplied by `scale`; parameters without one are left alone.
    virtual void step(double rate, double scale) = 0;
    /// Whether stepUnread() can be called.
    virtual bool stepsUnread() const { return false; }
    /// The same with numbers that are still on the device: `scale` fp64 scalar; `finite` bool scalar, where false
    /// nothing is changed. Waits for nothing.
    virtual void stepUnread(double rate, const torch::Tensor& scale, const torch::Tensor& finite);

    /// What must be kept to go on, by name; the tensors are the live ones.
    virtual std::map<std::string, torch::Tensor> state() const = 0;
    /// Throws Error (where) for a missing or misshapen tensor.
    virtual void restore(const std::map<std::string, torch::Tensor>& state, const std::string& where) = 0;
    /// Bytes that state() will have once every parameter had a gradient.
    virtual std::uint64_t stateBytes() const = 0;
};

/// Registered under each name of `optim` that it answers to. Throws Error for optim_args that it does not know.
using OptimizerFactory = std::function<std::unique_ptr<Optimizer>(std::vector<Trained>, const TrainOptions&)>;

std::unique_ptr<Optimizer> makeOptimizer(std::vector<Trained> parameters, const TrainOptions& options);

/// Whether weight decay applies: to matrices, not to biases and the scales of norms.
bool decays(const Trained& parameter);

}  // namespace atelier::training
