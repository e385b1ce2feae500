#include "peft/targets.h"

#include "common/error.h"

#include <algorithm>
#include <map>
#include <set>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace atelier::peft {
namespace {

constexpr const char* kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

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

NamePattern::NamePattern(const std::string& expression, const std::string& where) : where_(where) {
    int code = 0;
    PCRE2_SIZE offset = 0;
    auto* compiled = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                                   PCRE2_NEVER_BACKSLASH_C, &code, &offset, nullptr);
    if (!compiled) {
        PCRE2_UCHAR message[256];
        pcre2_get_error_message(code, message, sizeof message);
        throw Error("bad regular expression \"" + expression + "\": " + reinterpret_cast<const char*>(message) +
                        " at character " + std::to_string(offset),
                    where);
    }
    code_ = std::shared_ptr<void>(compiled, [](void* p) { pcre2_code_free(static_cast<pcre2_code*>(p)); });
}

bool NamePattern::matchesWhole(const std::string& name) const {
    auto* code = static_cast<pcre2_code*>(code_.get());
    const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> match(
        pcre2_match_data_create_from_pattern(code, nullptr), &pcre2_match_data_free);
    const int rc = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(name.data()), name.size(), 0,
                               PCRE2_ANCHORED | PCRE2_ENDANCHORED, match.get(), nullptr);
    if (rc < PCRE2_ERROR_NOMATCH)  // the match limit: an expression that blows up
        throw Error("a regular expression cannot be matched against \"" + name + "\"", where_, "write a simpler one");
    return rc >= 0;
}

bool isNamed(const std::string& name, const std::string& target) {
    return name == target || name.ends_with("." + target);
}

bool isFrozen(models::Part part, const FinetuningOptions& parts) {
    switch (part) {
        case models::Part::VisionTower:
            return parts.freezeVisionTower;
        case models::Part::Projector:
            return parts.freezeProjector;
        case models::Part::LanguageModel:
            return parts.freezeLanguageModel;
    }
    throw std::logic_error("part");
}

Targets::Targets(const std::vector<std::string>& items, const std::string& where) : where_(where) {
    all_ = items == std::vector<std::string>{"all"};
    allLinear_ = items == std::vector<std::string>{"all-linear"};
    for (const auto& item : items) {
        const bool plain = item.find_first_not_of(kNameCharacters) == std::string::npos;
        items_.push_back({item, plain ? nullptr : std::make_shared<NamePattern>(item, where)});
    }
}

bool Targets::matches(const std::string& name) const {
    return std::any_of(items_.begin(), items_.end(), [&](const Item& item) { return item.matches(name); });
}

std::string Targets::expression() const {
    return items_.size() == 1 && items_[0].pattern ? items_[0].text : std::string();
}

std::vector<LinearPlace> Targets::select(const models::Places& places, const FinetuningOptions& parts) const {
    std::vector<LinearPlace> chosen;
    std::set<const Item*> used;
    for (const auto& place : places.linears) {
        const bool frozen = isFrozen(place.part, parts);
        bool matched = allLinear_ || (all_ && !frozen);
        if (!all_ && !allLinear_)
            for (const auto& item : items_)
                if ((item.pattern || !frozen) && item.matches(place.name)) {
                    matched = true;
                    used.insert(&item);
                }
        if (matched) chosen.push_back(place);
    }
    if (!all_ && !allLinear_)
        for (const auto& item : items_)
            if (!used.contains(&item))
                throw Error("no linear layer that may be trained matches \"" + item.text + "\"", where_,
                            knownEnds(places) +
                                "; freeze_vision_tower, freeze_multi_modal_projector and "
                                "freeze_language_model keep names from matching in their part");
    if (chosen.empty()) throw Error("no linear layer is selected", where_, "unfreeze a part, or name layers");
    return chosen;
}

bool SavedTargets::Rule::matches(const std::string& name, const std::string& asWritten) const {
    if (pattern) return pattern->matchesWhole(asWritten);
    return std::any_of(names.begin(), names.end(), [&](const std::string& target) { return isNamed(name, target); });
}

SavedTargets::Rule SavedTargets::rule(const Json& config, const char* key, const std::string& where,
                                      const Rename& moduleName) {
    Rule rule;
    const auto found = config.find(key);
    if (found == config.end() || found->is_null()) return rule;
    rule.given = true;
    if (found->is_string()) {
        rule.pattern = std::make_shared<NamePattern>(found->get<std::string>(), where + ": " + key);
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
    if (allLinear_ || targets_.pattern) return;
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
                layerPatterns_.push_back(std::make_shared<NamePattern>(
                    "(?:.*?\\.)?" + text.get<std::string>() + "\\." + std::to_string(layer) + "\\..*",
                    where + ": layers_pattern"));
        }
}

bool SavedTargets::inLayers(const std::string& name) const {
    if (layers_.empty()) return true;
    if (!layerPatterns_.empty())
        return std::any_of(layerPatterns_.begin(), layerPatterns_.end(),
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
        const std::string written = naming(place.name);
        if (excluded_.given && excluded_.matches(place.name, written)) continue;
        if (allLinear_ || (targets_.matches(place.name, written) && inLayers(place.name))) chosen.push_back(place.name);
    }
    return chosen;
}

Json targetModules(const std::vector<std::string>& chosen, const models::VisionLanguageModel& model) {
    const std::set<std::string> wanted(chosen.begin(), chosen.end());
    std::set<std::string> ends;
    for (const auto& name : chosen)
        ends.insert(lastPart(name));
    const auto modules = model.named_modules();
    const bool exact = std::none_of(modules.begin(), modules.end(), [&](const auto& item) {
        return !wanted.contains(item.key()) && ends.contains(lastPart(item.key()));
    });
    Json list = Json::array();
    for (const auto& name : exact ? ends : wanted)
        list.push_back(name);
    return list;
}

std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t kShown = 20;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < kShown; ++i)
        text += (i ? ", " : "") + names[i];
    if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
    return text;
}

}  // namespace atelier::peft
