#pragma once

#include "models/family.h"
#include "peft/adapter.h"
#include "peft/method_info.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace atelier::peft {

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

/// The engine's side of a method, registered under the name of its MethodInfo.
struct Method {
    /// Fresh, from the method's options in the recipe. `seed` alone decides the random start.
    std::function<std::unique_ptr<Adapter>(models::Model&, const settings::Recipe&, std::uint64_t seed)> create;
    /// From a saved adapter: every tensor must be used and every place filled, Error naming them otherwise; an option
    /// of the config that would change the result and is not honoured is an Error too. Empty: there are no adapter
    /// folders of it.
    std::function<std::unique_ptr<Adapter>(models::Model&, const SavedAdapter&)> load;
    /// Puts options of a recipe that only matter in training on an adapter that was loaded to be trained on.
    std::function<void(Adapter&, const settings::Recipe&)> resume = {};
};

/// An adapter folder of PEFT (adapter_config.json and adapter_model.safetensors or .bin), names of any generation
/// (family.moduleName). Throws Error when it belongs to another model: names every tensor that finds no place or has
/// another shape. Its parameters require no gradient yet.
std::unique_ptr<Adapter> loadAdapter(models::Model& model, const models::Family& family,
                                     const std::filesystem::path& folder);
/// The file of an adapter folder that holds its tensors; of safetensors and torch's the first.
std::filesystem::path weightsOf(const std::filesystem::path& folder);
/// The method's name ("lora") of an adapter folder, and its config.
std::string methodOfFolder(const std::filesystem::path& folder);

/// Writes the folder, whole or not at all. `baseModel` becomes base_model_name_or_path. `beside`: further files by
/// their names, of which PEFT knows nothing.
void saveAdapter(const Adapter& adapter, const std::filesystem::path& folder, const std::string& baseModel,
                 const std::map<std::string, std::string>& beside = {});

}  // namespace atelier::peft
