#pragma once

#include "common/json.h"
#include "common/registry.h"
#include "models/family.h"
#include "models/vision_language_model.h"
#include "settings/recipe.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace atelier::peft {

inline constexpr const char* kNamePrefix = "base_model.model.";  ///< before a module's name in PEFT's files

/// A trainable tensor under the name that PEFT's adapter_model.safetensors gives it, "base_model.model." included where
/// PEFT has it.
struct Parameter {
    std::string name;
    torch::Tensor tensor;  ///< leaf, fp32, on the model's device
};

/// A PEFT method attached to a model. Detaches itself when destroyed; the model must outlive it.
class Adapter {
public:
    virtual ~Adapter() = default;

    /// What is trained, and what a resumable checkpoint must keep.
    virtual const std::vector<Parameter>& parameters() const = 0;
    /// What the adapter folder holds: another set only where PEFT folds parameters into their result when it saves.
    virtual std::vector<Parameter> saved() const { return parameters(); }
    /// What adapter_config.json holds for it, as PEFT writes it; without base_model_name_or_path.
    virtual Json config() const = 0;
    /// Off: the model answers as the base does (vanilla against tuned on one copy of the weights).
    virtual void setEnabled(bool enabled) = 0;
    /// Adds the change to the base weights and switches the adapter off. Throws Error for a method that cannot be
    /// merged.
    virtual void merge() = 0;
    /// Dropout and the like on or off.
    virtual void train(bool on) = 0;
};

using Tensors = std::map<std::string, torch::Tensor>;

/// What an adapter folder holds.
struct SavedAdapter {
    Json config;
    Tensors tensors;    ///< fp32 on the CPU; names of the newest generation, as in Parameter
    std::string where;  ///< the folder
    /// A module's name as older files have it, for expressions in the config that were written for those names.
    std::function<std::string(const std::string& module)> olderName;
    /// A name of any generation -> the module's name.
    std::function<std::string(const std::string& name)> moduleName;
};

/// A method, registered under LLaMA-Factory's "finetuning_type" (ours where it has none).
struct Method {
    std::string peftType;  ///< "LORA", "IA3", "PREFIX_TUNING"
    /// Fresh, from the method's options in the recipe. `seed` alone decides the random start.
    std::function<std::unique_ptr<Adapter>(models::VisionLanguageModel&, const settings::Recipe&, std::uint64_t seed)>
        create;
    /// From a saved adapter: every tensor must be used and every place filled, Error naming them otherwise; an option
    /// of the config that would change the result and is not honoured is an Error too.
    std::function<std::unique_ptr<Adapter>(models::VisionLanguageModel&, const SavedAdapter&)> load;
};

/// An adapter folder of PEFT (adapter_config.json and adapter_model.safetensors), names of any generation
/// (family.moduleName). Throws Error when it belongs to another model: names every tensor that finds no place or has
/// another shape. Its parameters require no gradient yet.
std::unique_ptr<Adapter> loadAdapter(models::VisionLanguageModel& model, const models::Family& family,
                                     const std::filesystem::path& folder);

/// Writes the folder, whole or not at all. `baseModel` becomes base_model_name_or_path.
void saveAdapter(const Adapter& adapter, const std::filesystem::path& folder, const std::string& baseModel);

}  // namespace atelier::peft
