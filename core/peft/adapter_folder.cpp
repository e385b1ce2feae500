#include "checkpoint/folder_weights.h"
#include "checkpoint/tensors.h"
#include "common/error.h"
#include "common/file.h"
#include "common/log.h"
#include "peft/extra_modules.h"
#include "peft/method.h"
#include "peft/name_patterns.h"

#include <torch/torch.h>

#include <set>

namespace atelier::peft {
namespace {

constexpr const char *kConfigFile = "adapter_config.json", *kWeightsFile = "adapter_model.safetensors";

// The name that Parameter has, from a name of any generation.
std::string newestName(const std::string& name, const models::Family& family) {
    std::string module = name;
    // Only tensors of modules carry PEFT's prefix.
    if (!models::replacePrefix(module, kNamePrefix, "")) return name;
    return kNamePrefix + family.moduleName(module);
}

// Adapters of families whose layers are alike would fit by name and shape. A relative path means nothing here, and most
// folders are elsewhere by now: then the tensors alone decide.
void refuseOtherFamily(const Json& config, const models::Family& family, const std::string& where) {
    const auto base = config.find("base_model_name_or_path");
    if (base == config.end() || !base->is_string()) return;
    const std::filesystem::path path = std::filesystem::path(base->get<std::string>()) / "config.json";
    std::error_code code;
    if (!path.is_absolute() || !std::filesystem::is_regular_file(path, code)) return;
    Json model;
    try {
        model = readJson(path);
    } catch (const Error&) {
        return;  // the folder may hold anything by now
    }
    const auto type = model.find("model_type");
    if (type == model.end() || !type->is_string()) return;
    const auto& all = Registry<models::Family>::instance().all();
    const auto found = all.find(type->get<std::string>());
    if (found == all.end() || &found->second != &family)
        throw Error("the adapter was trained on a model of another family (" + type->get<std::string>() + "), " +
                        base->get<std::string>(),
                    where, "give the model that it was trained on");
}

void requireAdapter(const std::filesystem::path& folder) {
    if (pathExists(folder / kConfigFile)) return;
    const bool several = folder.string().find(',') != std::string::npos && !pathExists(folder);
    throw Error(several ? "names several adapters" : "no adapter here: adapter_config.json is missing", folder.string(),
                several ? "give one; merge the others into the model first" : "");
}

// Keys of a later PEFT: they may change the result, so ignoring them is reported.
void warnOfUnknown(const Json& config, const Json& known, const MethodInfo& method, const std::string& where) {
    // Of every adapter: what it was made with, and for.
    std::set<std::string> harmless{"auto_mapping", "inference_mode", "peft_version", "revision", "task_type"};
    harmless.insert(method.harmlessKeys.begin(), method.harmlessKeys.end());
    std::vector<std::string> unknown;
    for (const auto& [key, value] : config.items()) {
        const bool says =
            !(value.is_null() || value.empty() || value == Json(false) || value == Json(0) || value == Json(""));
        if (says && !known.contains(key) && !harmless.contains(key)) unknown.push_back(key);
    }
    if (!unknown.empty()) log::warning(where + ": unknown keys are ignored: " + listed(unknown));
}

}  // namespace

std::string methodOfFolder(const std::filesystem::path& folder) {
    const auto path = folder / kConfigFile;
    requireAdapter(folder);
    const auto type = jsonAt<std::string>(readJson(path), "peft_type", path.string());
    std::string known;
    for (const auto& name : methodNames()) {
        const auto& info = methodInfo(name);
        if (!info.isAdapter()) continue;
        if (info.peftType == type) return name;
        known += (known.empty() ? "" : ", ") + info.peftType;
    }
    throw Error("PEFT method \"" + type + "\" is not supported", path.string(), "known: " + known);
}

std::filesystem::path weightsOf(const std::filesystem::path& folder) {
    const auto pickled = folder / "adapter_model.bin";
    return !pathExists(folder / kWeightsFile) && pathExists(pickled) ? pickled : folder / kWeightsFile;
}

std::unique_ptr<Adapter> loadAdapter(models::Model& model, const models::Family& family,
                                     const std::filesystem::path& folder) {
    const auto weights = weightsOf(folder);
    const auto configPath = folder / kConfigFile;
    requireAdapter(folder);
    const auto type = methodOfFolder(folder);
    SavedAdapter saved;
    saved.where = folder.string();
    saved.config = readJson(configPath);
    refuseOtherFamily(saved.config, family, configPath.string());
    saved.moduleName = family.moduleName;
    saved.olderName = family.fileName;
    const Method& method = Registry<Method>::instance().at(type, "method");
    const checkpoint::TensorFile file(weights);
    for (const auto& [name, view] : file.tensors()) {
        const auto dtype = checkpoint::torchType(view.dtype);
        if (!c10::isFloatingType(dtype))
            throw Error("tensor \"" + name + "\" holds no floating-point numbers", weights);
        auto values = checkpoint::toTensor(view).to(torch::kFloat32);
        if (!torch::isfinite(values).all().item<bool>())
            throw Error("tensor \"" + name + "\" holds what is no number (NaN or infinite)", weights,
                        "take an earlier checkpoint, or train it again");
        if (!saved.tensors.emplace(newestName(name, family), std::move(values)).second)
            throw Error("tensor \"" + name + "\" comes twice, under an older and a newer name", weights);
    }
    const auto modules = takeModules(model, saved);
    auto adapter = method.load(model, saved);
    warnOfUnknown(saved.config, adapter->config(), methodInfo(type), configPath.string());
    return modules.empty() ? std::move(adapter) : withModules(model, std::move(adapter), modules);
}

void saveAdapter(const Adapter& adapter, const std::filesystem::path& folder, const std::string& baseModel,
                 const std::map<std::string, std::string>& beside) {
    std::vector<torch::Tensor> kept;
    std::map<std::string, checkpoint::TensorView> views;
    for (const auto& parameter : adapter.saved()) {
        kept.push_back(parameter.tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous());
        views[parameter.name] = checkpoint::viewOf(kept.back());
    }
    Json config = adapter.config();
    config["base_model_name_or_path"] = baseModel;
    AtomicFolder target(folder);
    writeFileAtomically(target.path() / kConfigFile, config.dump(2) + "\n");
    checkpoint::writeSafetensors(target.path() / kWeightsFile, views);
    for (const auto& [name, text] : beside)
        writeFileAtomically(target.path() / name, text);
    target.publish();
}

}  // namespace atelier::peft
