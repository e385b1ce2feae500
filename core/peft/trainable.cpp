#include "peft/trainable.h"

#include "common/error.h"
#include "peft/options.h"
#include "peft/targets.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <set>

namespace atelier::peft {
namespace {

std::string whereOf(const settings::Recipe& recipe, const std::string& key) {
    const auto* entry = recipe.find(key);
    return entry ? entry->where : key;
}

// Names of the language model's parameters that "freeze" trains: the given modules of the chosen layers.
std::set<std::string> chosenInLayers(models::VisionLanguageModel& model, const FinetuningOptions& options,
                                     const settings::Recipe& recipe) {
    const auto layers = static_cast<std::int64_t>(model.decoder->layers.size());
    const std::int64_t wanted = options.freezeTrainableLayers;
    if (wanted == 0 || std::abs(wanted) > layers)
        throw Error("freeze_trainable_layers must be 1 to " + std::to_string(layers) + ", or -1 to -" +
                        std::to_string(layers) + ", for this model",
                    whereOf(recipe, "freeze_trainable_layers"));
    const bool all = options.freezeTrainableModules == std::vector<std::string>{"all"};
    std::set<std::string> chosen, used, known;
    const std::int64_t begin = wanted > 0 ? layers - wanted : 0, end = wanted > 0 ? layers : -wanted;
    std::map<const at::TensorImpl*, std::string> names;
    for (const auto& item : model.named_parameters())
        names[item.value().unsafeGetTensorImpl()] = item.key();
    for (std::int64_t i = begin; i < end; ++i)
        for (const auto& item : model.decoder->layers[static_cast<std::size_t>(i)]->named_parameters()) {
            known.insert(item.key().substr(0, item.key().find('.')));
            bool taken = all;
            for (const auto& module : options.freezeTrainableModules)
                if (("." + item.key()).find("." + module + ".") != std::string::npos) {
                    used.insert(module);
                    taken = true;
                }
            if (taken) chosen.insert(names.at(item.value().unsafeGetTensorImpl()));
        }
    for (const auto& module : options.freezeTrainableModules)
        if (!all && !used.contains(module))
            throw Error("no module \"" + module + "\" in the language model's layers",
                        whereOf(recipe, "freeze_trainable_modules"),
                        "there are: " + listed({known.begin(), known.end()}));
    return chosen;
}

std::vector<Parameter> trainBase(models::VisionLanguageModel& model, const FinetuningOptions& options,
                                 const settings::Recipe& recipe) {
    const bool byLayer = options.type == "freeze" && !options.freezeLanguageModel;
    const auto inLayers = byLayer ? chosenInLayers(model, options, recipe) : std::set<std::string>();
    std::vector<Parameter> chosen;
    for (auto& item : model.named_parameters()) {
        const auto part = model.partOf(item.key());
        if (isFrozen(part, options)) continue;
        if (byLayer && part == models::Part::LanguageModel && !inLayers.contains(item.key())) continue;
        torch::Tensor parameter = item.value();
        // Steps of a usual learning rate vanish in bf16's eight bits.
        parameter.set_data(parameter.to(torch::kFloat32));
        chosen.push_back({item.key(), parameter});
    }
    if (chosen.empty())
        throw Error("nothing is left to train: every part is frozen", whereOf(recipe, "freeze_language_model"),
                    "unfreeze a part");
    return chosen;
}

std::unique_ptr<Adapter> makeAdapter(models::VisionLanguageModel& model, const models::Family& family,
                                     const settings::Recipe& recipe, const std::string& type, std::uint64_t seed,
                                     const std::optional<std::filesystem::path>& folder) {
    const Method& method = Registry<Method>::instance().at(type, "finetuning_type");
    if (!folder) return method.create(model, recipe, seed);
    const auto config = readJson(*folder / "adapter_config.json");
    const auto saved = jsonAt<std::string>(config, "peft_type", (*folder / "adapter_config.json").string());
    if (saved != method.peftType)
        throw Error("the adapter to go on from is of type " + saved + ", but finetuning_type is \"" + type + "\"",
                    folder->string(), "choose the same method, or start without the adapter");
    return loadAdapter(model, family, *folder);
}

std::string summaryOf(const models::VisionLanguageModel& model, const Trainable& trainable) {
    std::int64_t trained = 0, all = 0;
    for (const auto& parameter : model.parameters())
        all += parameter.numel();
    for (const auto& [_, tensor] : trainable.parameters)
        trained += tensor.numel();
    if (trainable.adapter) all += trained;
    char share[32];
    std::snprintf(share, sizeof share, "%.4f", 100.0 * static_cast<double>(trained) / static_cast<double>(all));
    return "trainable parameters: " + grouped(trained) + " || all: " + grouped(all) + " || " + share + " %";
}

}  // namespace

std::string grouped(std::int64_t number) {
    std::string text = std::to_string(number);
    const std::ptrdiff_t first = number < 0 ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > first; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

Trainable makeTrainable(models::VisionLanguageModel& model, const models::Family& family,
                        const settings::Recipe& recipe, std::uint64_t seed,
                        const std::optional<std::filesystem::path>& adapterFolder) {
    refuseUnsupportedKeys(recipe);
    const auto options = FinetuningOptions::schema().read(recipe);
    Trainable trainable;
    for (auto& parameter : model.parameters())
        parameter.set_requires_grad(false);
    if (options.type == "full" || options.type == "freeze") {
        if (adapterFolder)
            throw Error("finetuning_type \"" + options.type + "\" trains base weights and cannot go on from an adapter",
                        adapterFolder->string(), "merge the adapter into the model first");
        trainable.parameters = trainBase(model, options, recipe);
    } else {
        trainable.adapter = makeAdapter(model, family, recipe, options.type, seed, adapterFolder);
        trainable.parameters = trainable.adapter->parameters();
    }
    model.towerTrains = model.projectorTrains = false;
    for (auto& [name, tensor] : trainable.parameters) {
        tensor.set_requires_grad(true);
        std::string module = name;
        models::replacePrefix(module, kNamePrefix, "");
        const auto part = model.partOf(module);
        model.towerTrains |= part == models::Part::VisionTower;
        model.projectorTrains |= part == models::Part::Projector;
    }
    trainable.summary = summaryOf(model, trainable);
    return trainable;
}

}  // namespace atelier::peft
