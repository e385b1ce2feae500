#include "peft/selection.h"

#include "common/error.h"
#include "models/untied_head.h"

#include <algorithm>
#include <charconv>

namespace atelier::peft {
namespace {

std::int64_t layerNumber(std::string_view text, const std::string& item, const std::string& where) {
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size() || number < 0)
        throw Error("\"" + item + "\" names no layers", where, "write one number, as 3, or a range, as 0-7");
    return number;
}

std::set<std::int64_t> layersOf(const std::vector<std::string>& items, std::int64_t count, const std::string& where) {
    std::set<std::int64_t> layers;
    for (const auto& item : items) {
        const auto dash = item.find('-');
        const auto first = layerNumber(std::string_view(item).substr(0, dash), item, where);
        const auto last =
            dash == std::string::npos ? first : layerNumber(std::string_view(item).substr(dash + 1), item, where);
        if (last < first || last >= count)
            throw Error("\"" + item + "\" names no layers of this model", where,
                        count == 0 ? "it has none in this part" : "they are 0 to " + std::to_string(count - 1));
        for (auto layer = first; layer <= last; ++layer)
            layers.insert(layer);
    }
    return layers;
}

}  // namespace

std::map<std::string, std::int64_t> layerModules(models::Model& model) {
    std::map<std::string, std::int64_t> layers;
    for (const auto& place : models::findPlaces(model).blocks)
        layers[place.name] = place.module->index;
    return layers;
}

Selection::Selection(models::Model& model, const FinetuningOptions& options, const settings::Recipe& recipe)
    : only_(options.trainableParameters, recipe.location("trainable_parameters")),
      frozen_(options.frozenParameters, recipe.location("frozen_parameters")) {
    std::map<models::Role, std::int64_t> counts;
    for (const auto& [name, layer] : layerModules(model)) {
        layers_[name + "."] = layer;
        auto& count = counts[model.partOf(name).role];
        count = std::max(count, layer + 1);
    }
    const auto choose = [&](models::Role role, const std::vector<std::string>& items, const char* key) {
        if (!items.empty()) chosen_[role] = layersOf(items, counts[role], recipe.location(key));
    };
    choose(models::Role::Language, options.trainableLayers, "trainable_layers");
    choose(models::Role::Encoder, options.trainableVisionLayers, "trainable_vision_layers");
}

bool Selection::allows(const std::string& parameter, const models::Part& part) {
    if (const auto chosen = chosen_.find(part.role); chosen != chosen_.end()) {
        // The layer whose name comes last before the parameter's in the order is the one that can begin it.
        auto layer = layers_.upper_bound(parameter);
        if (layer == layers_.begin() || !parameter.starts_with((--layer)->first)) return false;
        if (!chosen->second.contains(layer->second)) return false;
    }
    const bool only = only_.empty() || only_.matches(parameter);
    return !frozen_.matches(parameter) && only;
}

void Selection::throwIfUnused() const {
    for (const NamePatterns* patterns : {&only_, &frozen_})
        if (const auto unused = patterns->unused(); !unused.empty())
            throw Error("no parameter that may be trained matches \"" + unused.front() + "\"", patterns->where(),
                        "the tree of `atelier model tree` shows the names; parts that are frozen do not count");
}

std::vector<std::string> namedModules(const models::Model& model, const std::vector<std::string>& items,
                                      const std::string& where) {
    std::vector<std::string> found;
    for (const auto& item : items) {
        bool any = false;
        // A head that is tied has the embeddings' matrix.
        const bool head = !model.head && isNamed(models::headName(model), item);
        const std::string wanted = head ? models::embeddingsName(model) : item;
        for (const auto& module : model.named_modules())
            if (!module.key().empty() && isNamed(module.key(), wanted) && !module.value()->parameters().empty()) {
                found.push_back(module.key());
                any = true;
            }
        if (!any)
            throw Error("the model has no module \"" + item + "\"", where,
                        "give a module's name or its end, as the model's tensors have it");
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::vector<std::string> outer;
    for (const auto& name : found)
        if (std::none_of(found.begin(), found.end(),
                         [&](const std::string& other) { return name.starts_with(other + "."); }))
            outer.push_back(name);
    return outer;
}

std::vector<LinearPlace> selectTargets(models::Model& model, Targets& targets, const settings::Recipe& recipe) {
    const auto options = FinetuningOptions::schema().read(recipe);
    const auto whole = options.additionalTarget.empty()
                           ? std::vector<std::string>()
                           : namedModules(model, options.additionalTarget, recipe.location("additional_target"));
    Selection selection(model, options, recipe);
    auto places = targets.select(models::findPlaces(model), options);
    std::erase_if(places, [&](const LinearPlace& place) {
        const bool trainedAsWhole = std::any_of(whole.begin(), whole.end(), [&](const std::string& module) {
            return (place.name + ".").starts_with(module + ".");
        });
        return !selection.allows(place.name + ".weight", *place.part) || trainedAsWhole;
    });
    selection.throwIfUnused();
    if (places.empty())
        throw Error("no linear layer is left that gets an update", recipe.location("finetuning_type"),
                    "trainable_layers, trainable_parameters, frozen_parameters or additional_target leave none");
    return places;
}

}  // namespace atelier::peft
