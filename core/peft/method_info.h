#pragma once

#include "common/registry.h"
#include "settings/recipe.h"

#include <functional>
#include <string>
#include <vector>

namespace atelier::peft {

/// What a method says of itself, without torch: form, help, checks and reports read it. Registered under the name that
/// `finetuning_type` has for it (Registry<MethodInfo>). The same name has the method itself in the engine (method.h),
/// and the settings::Fragment from which its title, its place in lists and its preset are taken.
struct MethodInfo {
    std::string summary;   ///< one or two sentences: what it trains, and what it is good for
    std::string peftType;  ///< "peft_type" of its adapter_config.json; empty: base weights are trained and saved whole
    /// How the names of its tensors go on behind a module's in an adapter file: "lora_" of "q_proj.lora_A.weight".
    std::vector<std::string> tensorNames = {};
    /// Keys of adapter_config.json that only matter where it starts, or say how and not what is computed. They are not
    /// reported as unknown.
    std::vector<std::string> harmlessKeys = {};

    // What it can do.
    bool merges = true;          ///< its change can become part of the weights
    bool quantizedBase = true;   ///< it trains on quantised weights
    bool selectsLayers = true;   ///< trainable_layers, trainable_parameters and frozen_parameters choose its places
    bool savesModules = true;    ///< modules can be trained in full beside it (additional_target)
    bool needsLanguage = false;  ///< it works on the language model alone, which must not be frozen

    /// Throws Error for what its own options cannot be together. Called before anything is loaded.
    std::function<void(const settings::Recipe&)> check = {};

    bool isAdapter() const { return !peftType.empty(); }
};

/// The method of a recipe. Throws Error that names the nearest for one that is not there.
const MethodInfo& methodInfo(const std::string& type, const std::string& where = "finetuning_type");
/// The method's title in messages and lists: "LoRA". `type` is known.
const std::string& methodTitle(const std::string& type);
/// "a|b|c": the names of the methods for which `ability` holds; for conditions of options.
std::string methodsThat(bool MethodInfo::* ability);
/// Names of all methods, in their order.
std::vector<std::string> methodNames();

/// Throws Error for a recipe that asks its method for what it cannot do. Reads no file.
void checkMethod(const settings::Recipe& recipe);

}  // namespace atelier::peft
