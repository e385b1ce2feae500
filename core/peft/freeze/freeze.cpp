#include "common/error.h"
#include "peft/base_weights.h"
#include "peft/freeze/options.h"
#include "peft/method.h"
#include "peft/options.h"
#include "peft/selection.h"
#include "peft/targets.h"

#include <algorithm>
#include <cstdlib>
#include <set>

// Partial training: some layers of the language model, some modules of them, and modules beside them; what is unfrozen
// of the other parts as a whole. Keys: LLaMA-Factory.
namespace atelier::peft {
namespace {

// The first and the last layer, plus one, that are trained.
std::pair<std::int64_t, std::int64_t> trainedLayers(const models::Model& model, const FreezeOptions& own,
                                                    const FinetuningOptions& options, const settings::Recipe& recipe) {
    const auto layers = std::ssize(model.decoder->layers);
    if (!options.trainableLayers.empty()) {
        if (recipe.find("freeze_trainable_layers"))
            throw Error("trainable_layers and freeze_trainable_layers exclude each other",
                        recipe.location("trainable_layers"), "keep one of them");
        return {0, layers};  // the selection chooses among them
    }
    if (own.layers == 0 || std::abs(own.layers) > layers)
        throw Error("freeze_trainable_layers must be 1 to " + std::to_string(layers) + ", or -1 to -" +
                        std::to_string(layers) + ", for this model",
                    recipe.location("freeze_trainable_layers"));
    return own.layers > 0 ? std::pair(layers - own.layers, layers) : std::pair(std::int64_t{0}, -own.layers);
}

// Names of the language model's parameters in the chosen layers: those of the given modules.
std::set<std::string> chosenInLayers(models::Model& model, const FreezeOptions& own, const FinetuningOptions& options,
                                     const settings::Recipe& recipe) {
    const bool all = own.modules == std::vector<std::string>{"all"};
    const auto [begin, end] = trainedLayers(model, own, options, recipe);
    NamePatterns modules(own.modules, recipe.location("freeze_trainable_modules"));
    std::set<std::string> chosen, known;
    for (const auto& place : models::findPlaces(model).blocks) {
        if (place.part->role != models::Role::Language || place.module->index < begin || place.module->index >= end)
            continue;
        for (const auto& item : place.module->named_parameters()) {
            known.insert(item.key().substr(0, item.key().find('.')));
            if (all || modules.matches(item.key())) chosen.insert(place.name + "." + item.key());
        }
    }
    if (!all)
        for (const auto& module : modules.unused())
            throw Error("no module \"" + module + "\" in the language model's layers", modules.where(),
                        "there are: " + listed({known.begin(), known.end()}));
    return chosen;
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t) {
    const auto options = FinetuningOptions::schema().read(recipe);
    const auto own = FreezeOptions::schema().read(recipe);
    const auto inLayers =
        options.freezeLanguageModel ? std::set<std::string>() : chosenInLayers(model, own, options, recipe);
    std::vector<std::string> extra;
    if (!own.extraModules.empty())
        extra = namedModules(model, own.extraModules, recipe.location("freeze_extra_modules"));
    const auto isExtra = [&](const std::string& name) {
        return std::any_of(extra.begin(), extra.end(),
                           [&](const auto& module) { return name.starts_with(module + "."); });
    };
    Selection selection(model, options, recipe);
    std::vector<std::string> names;
    for (const auto& item : model.named_parameters()) {
        const auto& part = model.partOf(item.key());
        if (isFrozen(part, options)) continue;
        if (!isExtra(item.key())) {
            if (part.role == models::Role::Language && !inLayers.contains(item.key())) continue;
            if (!selection.allows(item.key(), part)) continue;
        }
        names.push_back(item.key());
    }
    selection.throwIfUnused();
    if (names.empty())
        throw Error("nothing is left to train: every part or parameter is frozen",
                    recipe.location("freeze_language_model"), "unfreeze a part, or more of its layers and parameters");
    return std::make_unique<BaseWeights>(model, names);
}

const Registry<Method>::Entry entry{"freeze", {create, {}}};

}  // namespace
}  // namespace atelier::peft
