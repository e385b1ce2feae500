#include "peft/trainable.h"

#include "common/error.h"
#include "peft/extra_modules.h"
#include "peft/options.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <set>

namespace atelier::peft {
namespace {

// The first and the last layer, plus one, that "freeze" trains.
std::pair<std::int64_t, std::int64_t> trainedLayers(models::VisionLanguageModel& model,
                                                    const FinetuningOptions& options, const settings::Recipe& recipe) {
    const auto layers = static_cast<std::int64_t>(model.decoder->layers.size());
    if (!options.trainableLayers.empty()) {
        if (recipe.find("freeze_trainable_layers"))
            throw Error("trainable_layers and freeze_trainable_layers exclude each other",
                        whereOf(recipe, "trainable_layers"), "keep one of them");
        return {0, layers};  // the selection chooses among them
    }
    const std::int64_t wanted = options.freezeTrainableLayers;
    if (wanted == 0 || std::abs(wanted) > layers)
        throw Error("freeze_trainable_layers must be 1 to " + std::to_string(layers) + ", or -1 to -" +
                        std::to_string(layers) + ", for this model",
                    whereOf(recipe, "freeze_trainable_layers"));
    return wanted > 0 ? std::pair(layers - wanted, layers) : std::pair(std::int64_t(0), -wanted);
}

// Names of the language model's parameters that "freeze" trains: the given modules of the chosen layers.
std::set<std::string> chosenInLayers(models::VisionLanguageModel& model, const FinetuningOptions& options,
                                     const settings::Recipe& recipe) {
    const bool all = options.freezeTrainableModules == std::vector<std::string>{"all"};
    std::set<std::string> chosen, used, known;
    const auto [begin, end] = trainedLayers(model, options, recipe);
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
    std::vector<std::string> extra;
    if (options.type == "freeze" && !options.freezeExtraModules.empty())
        extra = namedModules(model, options.freezeExtraModules, whereOf(recipe, "freeze_extra_modules"));
    const auto isExtra = [&](const std::string& name) {
        return std::any_of(extra.begin(), extra.end(),
                           [&](const auto& module) { return name.starts_with(module + "."); });
    };
    Selection selection(model, options, recipe);
    std::vector<Parameter> chosen;
    for (auto& item : model.named_parameters()) {
        const auto part = model.partOf(item.key());
        if (isFrozen(part, options)) continue;
        if (!isExtra(item.key())) {
            if (byLayer && part == models::Part::LanguageModel && !inLayers.contains(item.key())) continue;
            if (!selection.allows(item.key(), part)) continue;
        }
        torch::Tensor parameter = item.value();
        // Steps of a usual learning rate vanish in bf16's eight bits.
        parameter.set_data(parameter.to(torch::kFloat32));
        chosen.push_back({item.key(), parameter});
    }
    selection.throwIfUnused();
    if (chosen.empty())
        throw Error("nothing is left to train: every part or parameter is frozen",
                    whereOf(recipe, "freeze_language_model"), "unfreeze a part, or more of its layers and parameters");
    return chosen;
}

// Keys that choose among layers and parameters mean nothing to a method that has no part in them.
void refuseSelection(const settings::Recipe& recipe, const FinetuningOptions& options) {
    const std::pair<const char*, const std::vector<std::string>*> keys[] = {
        {"additional_target", &options.additionalTarget},
        {"trainable_layers", &options.trainableLayers},
        {"trainable_vision_layers", &options.trainableVisionLayers},
        {"trainable_parameters", &options.trainableParameters},
        {"frozen_parameters", &options.frozenParameters}};
    for (const auto& [key, items] : keys)
        if (!items->empty())
            throw Error("\"" + std::string(key) + "\" means nothing with finetuning_type " + options.type,
                        whereOf(recipe, key), "leave it out, or take another method");
}

std::unique_ptr<Adapter> makeAdapter(models::VisionLanguageModel& model, const models::Family& family,
                                     const settings::Recipe& recipe, const FinetuningOptions& options,
                                     std::uint64_t seed, const std::optional<std::filesystem::path>& folder) {
    const Method& method = Registry<Method>::instance().at(options.type, "finetuning_type");
    if (options.type == "prefix") refuseSelection(recipe, options);
    const std::string where = whereOf(recipe, "additional_target");
    std::vector<std::string> modules;
    if (!options.additionalTarget.empty()) modules = namedModules(model, options.additionalTarget, where);
    if (!folder) {
        auto adapter = method.create(model, recipe, seed);
        return modules.empty() ? std::move(adapter) : withModules(model, std::move(adapter), modules, where);
    }
    const auto config = readJson(*folder / "adapter_config.json");
    const auto saved = jsonAt<std::string>(config, "peft_type", (*folder / "adapter_config.json").string());
    if (saved != method.peftType)
        throw Error(
            "the adapter to go on from is of type " + saved + ", but finetuning_type is \"" + options.type + "\"",
            folder->string(), "choose the same method, or start without the adapter");
    auto adapter = loadAdapter(model, family, *folder);
    if (!modules.empty() && adapter->config().value("modules_to_save", Json()) != Json(modules))
        throw Error("the adapter to go on from trains other modules in full than additional_target says", where,
                    "leave additional_target out: the adapter's folder says which they are");
    return adapter;
}

std::string summaryOf(const models::VisionLanguageModel& model, const Trainable& trainable) {
    std::int64_t trained = 0, all = 0;
    const auto base = model.named_parameters();
    for (const auto& item : base)
        all += item.value().numel();
    for (const auto& [name, tensor] : trainable.parameters) {
        trained += tensor.numel();
        std::string own = name;
        models::replacePrefix(own, kNamePrefix, "");
        if (!base.contains(own)) all += tensor.numel();
    }
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
        if (!options.additionalTarget.empty())
            throw Error("\"additional_target\" means nothing with finetuning_type " + options.type,
                        whereOf(recipe, "additional_target"),
                        options.type == "freeze" ? "use freeze_extra_modules" : "leave it out");
        trainable.parameters = trainBase(model, options, recipe);
    } else {
        trainable.adapter = makeAdapter(model, family, recipe, options, seed, adapterFolder);
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
