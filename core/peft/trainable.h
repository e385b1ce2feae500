#pragma once

#include "peft/adapter.h"

#include <optional>

namespace atelier::peft {

/// What a recipe trains in a model.
struct Trainable {
    std::unique_ptr<Adapter> adapter;   ///< null for "full" and "freeze": base weights are trained
    std::vector<Parameter> parameters;  ///< fp32 leaves that require a gradient; some may never get one
    std::string summary;                ///< "trainable parameters: 1,081,344 || all: 75,000,000 || 1.4418 %"
};

/// Sets up `finetuning_type` of the recipe: attaches its PEFT method (fresh, or going on from `adapterFolder`), or
/// makes the chosen base parameters fp32 leaves, which the blocks cast at use. Every other parameter requires no
/// gradient; model.towerTrains and model.projectorTrains are set. Throws Error for options that do not fit the model or
/// each other.
Trainable makeTrainable(models::VisionLanguageModel& model, const models::Family& family,
                        const settings::Recipe& recipe, std::uint64_t seed,
                        const std::optional<std::filesystem::path>& adapterFolder = {});

/// 12345 -> "12,345"
std::string grouped(std::int64_t number);

}  // namespace atelier::peft
