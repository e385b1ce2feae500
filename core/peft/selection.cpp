#include "peft/selection.h"

#include "common/error.h"

#include <algorithm>
#include <charconv>

namespace atelier::peft {
namespace {

constexpr const char* kExpressionCharacters = "\\^$+()[]{}|";

std::string expressionOf(const std::string& glob) {
    std::string expression;
    for (const char c : glob)
        expression += c == '*' ? ".*" : c == '?' ? "." : c == '.' ? "\\." : std::string(1, c);
    return expression;
}

// No expression begins with a star; elsewhere ".*" means the same to both but for the point before it.
bool isExpression(const std::string& item) {
    if (item.find_first_of(kExpressionCharacters) != std::string::npos) return true;
    return !item.starts_with('*') && item.find(".*") != std::string::npos;
}

// A name or the end of one, of the parameter itself or of a module around it.
bool isIn(const std::string& parameter, const std::string& name) {
    return ("." + parameter + ".").find("." + name + ".") != std::string::npos;
}

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

std::string whereOf(const settings::Recipe& recipe, const std::string& key) {
    const auto* entry = recipe.find(key);
    return entry ? entry->where : key;
}

NamePatterns::NamePatterns(const std::vector<std::string>& items, const std::string& where) : where_(where) {
    for (const auto& item : items) {
        std::shared_ptr<NamePattern> pattern;
        if (isExpression(item))
            pattern = std::make_shared<NamePattern>(item, where);
        else if (item.find_first_of("*?") != std::string::npos)
            pattern = std::make_shared<NamePattern>(expressionOf(item), where);
        items_.push_back({item, std::move(pattern)});
    }
}

bool NamePatterns::matches(const std::string& name) {
    bool any = false;
    for (auto& item : items_)
        if (item.pattern ? item.pattern->matchesWhole(name) : isIn(name, item.text)) any = item.used = true;
    return any;
}

void NamePatterns::throwIfUnused() const {
    for (const auto& item : items_)
        if (!item.used)
            throw Error("no parameter that may be trained matches \"" + item.text + "\"", where_,
                        "the tree of `atelier model tree` shows the names; parts that are frozen do not count");
}

std::map<std::string, std::int64_t> layerModules(models::VisionLanguageModel& model) {
    std::map<std::string, std::int64_t> layers;
    for (const auto& output : models::findPlaces(model).blockOutputs) {
        const std::string layer = output.name.substr(0, output.name.rfind('.'));
        layers[layer] = std::stoll(layer.substr(layer.rfind('.') + 1));
    }
    return layers;
}

Selection::Selection(models::VisionLanguageModel& model, const FinetuningOptions& options,
                     const settings::Recipe& recipe)
    : only_(options.trainableParameters, whereOf(recipe, "trainable_parameters")),
      frozen_(options.frozenParameters, whereOf(recipe, "frozen_parameters")) {
    std::map<models::Part, std::int64_t> counts;
    for (const auto& [name, layer] : layerModules(model)) {
        layers_[name + "."] = layer;
        auto& count = counts[model.partOf(name)];
        count = std::max(count, layer + 1);
    }
    const auto choose = [&](models::Part part, const std::vector<std::string>& items, const char* key) {
        if (!items.empty()) chosen_[part] = layersOf(items, counts[part], whereOf(recipe, key));
    };
    choose(models::Part::LanguageModel, options.trainableLayers, "trainable_layers");
    choose(models::Part::VisionTower, options.trainableVisionLayers, "trainable_vision_layers");
}

bool Selection::allows(const std::string& parameter, models::Part part) {
    if (const auto chosen = chosen_.find(part); chosen != chosen_.end()) {
        // The layer whose name comes last before the parameter's in the order is the one that can begin it.
        auto layer = layers_.upper_bound(parameter);
        if (layer == layers_.begin() || !parameter.starts_with((--layer)->first)) return false;
        if (!chosen->second.contains(layer->second)) return false;
    }
    const bool only = only_.empty() || only_.matches(parameter);
    return !frozen_.matches(parameter) && only;
}

void Selection::throwIfUnused() const {
    only_.throwIfUnused();
    frozen_.throwIfUnused();
}

std::vector<std::string> namedModules(const models::VisionLanguageModel& model, const std::vector<std::string>& items,
                                      const std::string& where) {
    std::vector<std::string> found;
    for (const auto& item : items) {
        bool any = false;
        for (const auto& module : model.named_modules())
            if (!module.key().empty() && isNamed(module.key(), item) && !module.value()->parameters().empty()) {
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

std::vector<LinearPlace> selectTargets(models::VisionLanguageModel& model, const Targets& targets,
                                       const settings::Recipe& recipe) {
    const auto options = FinetuningOptions::schema().read(recipe);
    const auto whole = options.additionalTarget.empty()
                           ? std::vector<std::string>()
                           : namedModules(model, options.additionalTarget, whereOf(recipe, "additional_target"));
    Selection selection(model, options, recipe);
    auto places = targets.select(models::findPlaces(model), options);
    std::erase_if(places, [&](const LinearPlace& place) {
        const bool trainedAsWhole = std::any_of(whole.begin(), whole.end(), [&](const std::string& module) {
            return (place.name + ".").starts_with(module + ".");
        });
        return !selection.allows(place.name + ".weight", place.part) || trainedAsWhole;
    });
    selection.throwIfUnused();
    if (places.empty())
        throw Error("no linear layer is left that gets an update", whereOf(recipe, "finetuning_type"),
                    "trainable_layers, trainable_parameters, frozen_parameters or additional_target leave none");
    return places;
}

}  // namespace atelier::peft
