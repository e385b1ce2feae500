#include "peft/trainable.h"

#include "common/error.h"
#include "peft/extra_modules.h"
#include "peft/options.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdio>

namespace atelier::peft {
namespace {

std::unique_ptr<Adapter> goOn(models::Model& model, const models::Family& family, const settings::Recipe& recipe,
                              const std::string& type, const std::vector<std::string>& modules,
                              const std::filesystem::path& folder) {
    if (!methodInfo(type).isAdapter())
        throw Error("finetuning_type \"" + type + "\" trains base weights and cannot go on from an adapter",
                    folder.string(), "merge the adapter into the model first");
    if (const auto saved = methodOfFolder(folder); saved != type)
        throw Error("the adapter to go on from is of type " + methodInfo(saved).peftType +
                        ", but finetuning_type is \"" + type + "\"",
                    folder.string(), "choose the same method, or start without the adapter");
    auto adapter = loadAdapter(model, family, folder);
    if (!modules.empty() && adapter->config().value("modules_to_save", Json()) != Json(modules))
        throw Error("the adapter to go on from trains other modules in full than additional_target says",
                    recipe.location("additional_target"),
                    "leave additional_target out: the adapter's folder says which they are");
    if (const auto& resume = Registry<Method>::instance().at(type, "method").resume) resume(*adapter, recipe);
    return adapter;
}

void checkParts(const models::Model& model, const FinetuningOptions& options, const settings::Recipe& recipe) {
    std::string known;
    for (const auto& part : model.parts())
        known += (known.empty() ? "" : ", ") + part.name;
    for (const auto& name : options.frozenParts)
        if (std::none_of(model.parts().begin(), model.parts().end(),
                         [&](const auto& part) { return part.name == name; }))
            throw Error("the model has no part \"" + name + "\"", recipe.location("frozen_parts"),
                        "its parts: " + known);
}

std::string summaryOf(const models::Model& model, const Adapter& adapter) {
    std::int64_t trained = 0, all = 0;
    const auto base = model.named_parameters();
    for (const auto& item : base)
        all += item.value().numel();
    for (const auto& item : model.named_modules())
        if (const auto* linear = dynamic_cast<const nn::LinearImpl*>(item.value().get());
            linear && !linear->weight.defined())
            all += linear->matrix().numel();
    for (const auto& parameter : adapter.parameters()) {
        trained += parameter.tensor.numel();
        if (!base.contains(moduleNameOf(parameter))) all += parameter.tensor.numel();
    }
    char share[32];
    std::snprintf(share, sizeof share, "%.4f", 100.0 * static_cast<double>(trained) / static_cast<double>(all));
    return "trainable parameters: " + grouped(trained) + " || all: " + grouped(all) + " || " + share + " %";
}

}  // namespace

std::string moduleNameOf(const Parameter& parameter) {
    const std::string prefix = kNamePrefix;
    return parameter.name.starts_with(prefix) ? parameter.name.substr(prefix.size()) : parameter.name;
}

const models::Part& partOf(const models::Model& model, const Parameter& parameter) {
    const auto name = moduleNameOf(parameter);
    for (const auto& part : model.parts())
        for (const auto& module : part.modules)
            if (name.starts_with(module + ".")) return model.partOf(name);
    return *std::find_if(model.parts().begin(), model.parts().end(),
                         [](const auto& part) { return part.role == models::Role::Language; });
}

std::string grouped(std::int64_t number) {
    std::string text = std::to_string(number);
    const std::ptrdiff_t first = number < 0 ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > first; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

Trainable makeTrainable(models::Model& model, const models::Family& family, const settings::Recipe& recipe,
                        std::uint64_t seed, const std::optional<std::filesystem::path>& adapterFolder) {
    checkMethod(recipe);
    const auto options = FinetuningOptions::schema().read(recipe);
    checkParts(model, options, recipe);
    for (auto& parameter : model.parameters())
        parameter.set_requires_grad(false);
    const std::string where = recipe.location("additional_target");
    std::vector<std::string> modules;
    if (!options.additionalTarget.empty()) modules = namedModules(model, options.additionalTarget, where);

    Trainable trainable{options.type, {}, {}};
    if (adapterFolder) {
        trainable.adapter = goOn(model, family, recipe, options.type, modules, *adapterFolder);
    } else {
        trainable.adapter = Registry<Method>::instance().at(options.type, "method").create(model, recipe, seed);
        if (!modules.empty()) trainable.adapter = withModules(model, std::move(trainable.adapter), modules);
    }
    model.trainedParts.clear();
    for (const auto& parameter : trainable.parameters()) {
        torch::Tensor tensor = parameter.tensor;
        tensor.set_requires_grad(true);
        model.trainedParts.insert(partOf(model, parameter).name);
    }
    trainable.summary = summaryOf(model, *trainable.adapter);
    return trainable;
}

}  // namespace atelier::peft
