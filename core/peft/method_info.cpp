#include "peft/method_info.h"

#include "common/error.h"
#include "models/quantization_options.h"
#include "peft/options.h"
#include "settings/foreign_keys.h"
#include "settings/fragment.h"
#include "settings/suggestion.h"

#include <algorithm>

namespace atelier::peft {
namespace {

// Keys that choose among layers and parameters mean nothing to a method that has no part in them.
void refuseSelection(const settings::Recipe& recipe, const FinetuningOptions& options, const MethodInfo& method) {
    const auto refuse = [&](const char* key, const std::vector<std::string>& items) {
        if (!items.empty())
            throw Error("\"" + std::string(key) + "\" means nothing with finetuning_type " + options.type,
                        recipe.location(key), "leave it out, or take another method");
    };
    if (!method.savesModules) refuse("additional_target", options.additionalTarget);
    if (method.selectsLayers) return;
    refuse("trainable_layers", options.trainableLayers);
    refuse("trainable_vision_layers", options.trainableVisionLayers);
    refuse("trainable_parameters", options.trainableParameters);
    refuse("frozen_parameters", options.frozenParameters);
}

const settings::Fragment& presetOf(const std::string& type) {
    return settings::findFragment(settings::Fragment::Kind::Method, type);
}

}  // namespace

std::vector<std::string> methodNames() {
    std::vector<std::pair<int, std::string>> ordered;
    for (const auto& [name, _] : Registry<MethodInfo>::instance().all())
        ordered.emplace_back(presetOf(name).order, name);
    std::sort(ordered.begin(), ordered.end());
    std::vector<std::string> names;
    for (auto& [_, name] : ordered)
        names.push_back(std::move(name));
    return names;
}

const MethodInfo& methodInfo(const std::string& type, const std::string& where) {
    const auto& all = Registry<MethodInfo>::instance().all();
    if (const auto found = all.find(type); found != all.end()) return found->second;
    const auto names = methodNames();
    std::string known;
    for (const auto& name : names)
        known += (known.empty() ? "" : ", ") + name;
    const std::string near = settings::nearest(type, names);
    throw Error("unknown method \"" + type + "\"", where,
                (near.empty() ? "" : "nearest: " + near + "; ") + std::string("known: ") + known);
}

const std::string& methodTitle(const std::string& type) {
    return presetOf(type).title;
}

std::string methodsThat(bool MethodInfo::* ability) {
    std::string text;
    for (const auto& name : methodNames())
        if (Registry<MethodInfo>::instance().at(name, "method").*ability) text += (text.empty() ? "" : "|") + name;
    return text;
}

void checkMethod(const settings::Recipe& recipe) {
    for (const auto& key : recipe.unknownKeys())
        if (const auto& entry = *recipe.find(key); settings::isRefused(key, entry))
            throw Error("\"" + key + "\" is not supported yet", entry.where,
                        "leave it out: it changes what is trained");
    const auto options = FinetuningOptions::schema().read(recipe);
    const MethodInfo& method = methodInfo(options.type, recipe.location("finetuning_type"));
    refuseSelection(recipe, options, method);
    if (method.needsLanguage && options.freezeLanguageModel)
        throw Error(methodTitle(options.type) + " trains the language model, which freeze_language_model keeps frozen",
                    recipe.location("freeze_language_model"), "set freeze_language_model: false");
    const auto quantization = models::QuantizationOptions::schema().read(recipe);
    if (quantization.bits && *quantization.bits != 4 && *quantization.bits != 8)
        throw Error("quantization_bit must be 4 or 8", recipe.location("quantization_bit"));
    if (quantization.bits && !method.quantizedBase)
        throw Error(methodTitle(options.type) + " cannot train on quantised weights",
                    recipe.location("quantization_bit"), "leave quantization_bit out, or take lora");
    if (method.check) method.check(recipe);
}

}  // namespace atelier::peft
