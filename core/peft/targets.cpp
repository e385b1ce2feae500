#include "peft/targets.h"

#include "common/error.h"

#include <algorithm>
#include <map>
#include <set>

namespace atelier::peft {
namespace {

std::string lastPart(const std::string& name) {
    return name.substr(name.rfind('.') + 1);
}

std::string knownEnds(const models::Places& places) {
    std::set<std::string> ends;
    for (const auto& place : places.linears)
        ends.insert(lastPart(place.name));
    return "the model's linear layers end in: " + listed({ends.begin(), ends.end()});
}

}  // namespace

bool isFrozen(const models::Part& part, const FinetuningOptions& parts) {
    if (std::find(parts.frozenParts.begin(), parts.frozenParts.end(), part.name) != parts.frozenParts.end())
        return true;
    switch (part.role) {
        case models::Role::Encoder:
            return parts.freezeVisionTower;
        case models::Role::Bridge:
            return parts.freezeProjector;
        case models::Role::Language:
            return parts.freezeLanguageModel;
    }
    throw std::logic_error("role");
}

Targets::Targets(const std::vector<std::string>& items, const std::string& where)
    : patterns_(items, where),
      all_(items == std::vector<std::string>{"all"}),
      allLinear_(items == std::vector<std::string>{"all-linear"}) {}

std::vector<LinearPlace> Targets::select(const models::Places& places, const FinetuningOptions& parts) {
    std::vector<LinearPlace> chosen;
    std::set<std::string> names;
    const auto choose = [&](bool stacked, const std::function<bool(const LinearPlace&)>& named) {
        for (const auto& place : places.linears) {
            if (place.stacked != stacked) continue;
            const bool frozen = isFrozen(*place.part, parts);
            const bool matched = all_         ? !frozen && !stacked
                                 : allLinear_ ? !stacked
                                 : frozen     ? patterns_.matchesPattern(place.name)
                                              : named(place);
            if (matched) names.insert(place.name);
        }
    };
    choose(false, [this](const LinearPlace& place) { return patterns_.matches(place.name); });
    std::map<std::string, std::string> owners;
    for (const auto& stack : places.stacks)
        for (const auto& layer : stack.layers)
            owners[layer] = stack.owner;
    NamePatterns others(patterns_.unused(), patterns_.where());
    choose(true, [&](const LinearPlace& place) {
        if (patterns_.matchesPattern(place.name) || patterns_.matches(owners.at(place.name))) return true;
        return others.matches(place.name) && patterns_.matches(place.name);
    });
    for (const auto& place : places.linears)
        if (names.contains(place.name)) chosen.push_back(place);
    if (!all_ && !allLinear_)
        if (const auto unused = patterns_.unused(); !unused.empty())
            throw Error("no linear layer that may be trained matches \"" + unused.front() + "\"", patterns_.where(),
                        knownEnds(places) +
                            "; freeze_vision_tower, freeze_multi_modal_projector, freeze_language_model and "
                            "frozen_parts keep names from matching in their parts");
    if (chosen.empty())
        throw Error("no linear layer is selected", patterns_.where(), "unfreeze a part, or name layers");
    return chosen;
}

bool SavedTargets::Rule::matches(const std::string& name, const std::string& asWritten) const {
    if (expression) return expression->matchesWhole(asWritten);
    return std::any_of(names.begin(), names.end(), [&](const std::string& target) { return isNamed(name, target); });
}

SavedTargets::Rule SavedTargets::rule(const Json& config, const char* key, const std::string& where,
                                      const Rename& moduleName) {
    Rule rule;
    const auto found = config.find(key);
    if (found == config.end() || found->is_null()) return rule;
    rule.given = true;
    if (found->is_string()) {
        rule.expression = std::make_shared<NameExpression>(found->get<std::string>(), where + ": " + key);
        return rule;
    }
    if (!found->is_array()) throw Error("\"" + std::string(key) + "\" must be a list of names or one text", where);
    for (const auto& item : *found) {
        if (!item.is_string()) throw Error("\"" + std::string(key) + "\" must hold texts only", where);
        rule.names.push_back(item.get<std::string>());
        const auto newest = moduleName(rule.names.back());
        if (newest != rule.names.back()) rule.names.push_back(newest);
    }
    return rule;
}

SavedTargets::SavedTargets(const Json& config, const std::string& where, const Rename& moduleName) : where_(where) {
    const auto target = config.find("target_modules");
    if (target != config.end() && target->is_string()) {
        std::string lower = target->get<std::string>();
        std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
        allLinear_ = lower == "all-linear";
    }
    if (!allLinear_) targets_ = rule(config, "target_modules", where, moduleName);
    if (!allLinear_ && !targets_.given) throw Error("\"target_modules\" is missing", where);
    excluded_ = rule(config, "exclude_modules", where, moduleName);

    // PEFT looks at the layer numbers only where the targets are a list.
    if (allLinear_ || targets_.expression) return;
    if (const auto layers = config.find("layers_to_transform"); layers != config.end() && !layers->is_null()) {
        for (const auto& layer : layers->is_array() ? *layers : Json::array({*layers})) {
            if (!layer.is_number_integer()) throw Error("\"layers_to_transform\" must hold whole numbers", where);
            layers_.push_back(layer.get<std::int64_t>());
        }
    }
    if (const auto pattern = config.find("layers_pattern"); pattern != config.end() && !pattern->is_null())
        for (const auto& text : pattern->is_array() ? *pattern : Json::array({*pattern})) {
            if (!text.is_string()) throw Error("\"layers_pattern\" must hold texts", where);
            for (const auto layer : layers_)
                layerExpressions_.push_back(std::make_shared<NameExpression>(
                    "(?:.*?\\.)?" + text.get<std::string>() + "\\." + std::to_string(layer) + "\\..*",
                    where + ": layers_pattern"));
        }
}

bool SavedTargets::inLayers(const std::string& name) const {
    if (layers_.empty()) return true;
    if (!layerExpressions_.empty())
        return std::any_of(layerExpressions_.begin(), layerExpressions_.end(),
                           [&](const auto& pattern) { return pattern->matchesWhole(name); });
    // Without a pattern the first part that is a number, two parts in or later, is the layer.
    std::size_t begin = 0;
    for (int part = 0;; ++part) {
        const auto dot = name.find('.', begin);
        if (dot == std::string::npos) return false;
        const std::string text = name.substr(begin, dot - begin);
        if (part >= 2 && text.find_first_not_of("0123456789") == std::string::npos && text.size() < 10)
            return std::find(layers_.begin(), layers_.end(), std::stoll(text)) != layers_.end();
        begin = dot + 1;
    }
}

std::vector<std::string> SavedTargets::select(const models::Places& places, const Rename& naming) const {
    std::vector<std::string> chosen;
    for (const auto& place : places.linears) {
        if (place.stacked) {
            if (std::find(targets_.names.begin(), targets_.names.end(), place.name) != targets_.names.end())
                chosen.push_back(place.name);
            continue;
        }
        const std::string written = naming(place.name);
        if (excluded_.given && excluded_.matches(place.name, written)) continue;
        if (allLinear_ || (targets_.matches(place.name, written) && inLayers(place.name))) chosen.push_back(place.name);
    }
    return chosen;
}

std::vector<models::TensorStack> wholeStacks(const models::Model& model, const std::vector<std::string>& names) {
    const std::set<std::string> wanted(names.begin(), names.end());
    auto stacks = models::stacksOf(model);
    std::erase_if(stacks, [&](const models::TensorStack& stack) {
        return !std::ranges::all_of(stack.layers, [&](const auto& layer) { return wanted.contains(layer); });
    });
    return stacks;
}

Json targetModules(const std::vector<std::string>& chosen, const models::Model& model) {
    std::set<std::string> stacked;
    for (const auto& stack : models::stacksOf(model))
        stacked.insert(stack.layers.begin(), stack.layers.end());
    std::set<std::string> wanted, ends, written;
    for (const auto& name : chosen) {
        if (stacked.contains(name)) {
            written.insert(name);
            continue;
        }
        wanted.insert(name);
        ends.insert(lastPart(name));
    }
    const auto modules = model.named_modules();
    const bool exact = std::none_of(modules.begin(), modules.end(), [&](const auto& item) {
        return !wanted.contains(item.key()) && !stacked.contains(item.key()) && ends.contains(lastPart(item.key()));
    });
    written.insert(exact ? ends.begin() : wanted.begin(), exact ? ends.end() : wanted.end());
    Json list = Json::array();
    for (const auto& name : written)
        list.push_back(name);
    return list;
}

}  // namespace atelier::peft
