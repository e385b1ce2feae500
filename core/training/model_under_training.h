#pragma once

#include "models/model.h"
#include "peft/adapter.h"
#include "training/optimizer.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace atelier::training {

/// The model that is trained, with what is trained in it.
struct ModelUnderTraining {
    std::shared_ptr<models::Model> model;
    torch::Device device = torch::kCPU;
    std::vector<Trained> parameters;        ///< leaves that require a gradient, on `device`, with their rates
    peft::Adapter* adapter = nullptr;       ///< of the method: its losses, hooks and state; null: none
    bool wholeWeights = false;              ///< full and freeze: checkpoints hold weights, no adapter
    std::function<void(bool)> setTraining;  ///< dropout on or off
    /// Writes what other programs load (PEFT's adapter folder) into a checkpoint; empty for whole weights.
    std::function<void(const std::filesystem::path& folder)> saveAdapter;
};

}  // namespace atelier::training
