#pragma once

#include "peft/method.h"

#include <optional>

namespace atelier::peft {

/// What a recipe trains in a model.
struct Trainable {
    std::string method;                ///< "lora", "full", ...
    std::unique_ptr<Adapter> adapter;  ///< of every method; one that trains base weights saves no adapter folder
    std::string summary;               ///< "trainable parameters: 1,081,344 || all: 75,000,000 || 1.4418 %"

    const std::vector<Parameter>& parameters() const { return adapter->parameters(); }
    /// Whether base weights are trained, and saved as a whole model.
    bool wholeWeights() const { return !methodInfo(method).isAdapter(); }
};

/// Sets up `finetuning_type` of the recipe: attaches its method, fresh or going on from `adapterFolder`. Its parameters
/// become fp32 leaves, which the blocks cast at use; every other parameter requires no gradient; model.trainedParts is
/// set. Throws Error for options that do not fit the model or each other.
Trainable makeTrainable(models::Model& model, const models::Family& family, const settings::Recipe& recipe,
                        std::uint64_t seed, const std::optional<std::filesystem::path>& adapterFolder = {});

/// The name of the module or parameter of the model that a Parameter belongs to: without PEFT's prefix.
std::string moduleNameOf(const Parameter& parameter);
/// The part of the model that a Parameter belongs to: the language model for one that belongs to no module.
const models::Part& partOf(const models::Model& model, const Parameter& parameter);

/// 12345 -> "12,345"
std::string grouped(std::int64_t number);

}  // namespace atelier::peft
