#pragma once

#include "models/model.h"
#include "peft/adapter.h"
#include "training/objectives/objective.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// What a training will need, found by running the real model and method on the meta device.
namespace atelier::planning {

/// Bytes at the moment of a pass at which they add up to most.
struct Footprint {
    std::uint64_t weights = 0, gradients = 0, optimizer = 0;
    std::map<std::string, std::uint64_t> activations;  ///< by part of the model: what its pass made and still holds
    std::uint64_t working = 0;                         ///< of the loss, or of the backward pass
    std::uint64_t batch = 0;                           ///< tokens and pixels
    std::uint64_t sum() const;
};

/// Memory of the model's parameters as they are stored.
std::uint64_t weightBytes(const models::Model& model, const std::vector<peft::Parameter>& parameters);

struct StepOptions {
    bool accumulates = false;            ///< gradients of earlier batches of the step are there
    std::uint64_t optimizerState = 0;    ///< bytes
    torch::Device device = torch::kCPU;  ///< that the step will run on: what it computes in depends on it
};

/// A step on `batch`: forward, loss and backward. Model, method and batch lie on the meta device. Gradients are left
/// undefined. A reference model's pass keeps nothing and needs less than the step itself.
Footprint trainingFootprint(models::Model& model, const std::vector<peft::Parameter>& parameters,
                            const training::Objective& objective, const training::ExampleBatch& batch,
                            const StepOptions& options);
/// The same of a batch that is only evaluated.
Footprint evaluationFootprint(models::Model& model, const std::vector<peft::Parameter>& parameters,
                              const training::Objective& objective, const training::ExampleBatch& batch,
                              const StepOptions& options);

/// What a cache takes for `sequences` answers of up to `tokens` tokens, prompts included.
std::uint64_t cacheBytes(models::Model& model, std::int64_t sequences, std::int64_t tokens);

}  // namespace atelier::planning
