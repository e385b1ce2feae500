#include "peft/saved_places.h"

#include "common/error.h"

#include <algorithm>
#include <set>

namespace atelier::peft {
namespace {

std::string shapeText(c10::IntArrayRef shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

void requireComplete(const std::vector<std::string>& missing, const std::string& where) {
    if (!missing.empty())
        throw Error("missing tensors: " + listed(missing), where, "the file is incomplete: save it again");
}

// The tensors by layer, where they end with one of `ends`; the layers are those that the config selects.
std::vector<SavedPlace> dividedTensors(models::Model& model, const SavedAdapter& saved,
                                       const std::vector<std::string>& ends) {
    const auto places = models::findPlaces(model);
    std::map<std::string, Tensors> found;  // by module
    std::vector<std::string> homeless;
    for (const auto& [name, tensor] : saved.tensors) {
        const auto end =
            std::find_if(ends.begin(), ends.end(), [&, &key = name](const auto& e) { return key.ends_with("." + e); });
        const std::string prefix = kNamePrefix;
        const bool fits = end != ends.end() && name.starts_with(prefix);
        const std::string module =
            fits ? name.substr(prefix.size(), name.size() - prefix.size() - end->size() - 1) : std::string();
        const bool known = fits && std::any_of(places.linears.begin(), places.linears.end(),
                                               [&](const LinearPlace& place) { return place.name == module; });
        if (known)
            found[module][*end] = tensor;
        else
            homeless.push_back(name);
    }
    if (!homeless.empty())
        throw Error("tensors that find no place in the model: " + listed(homeless), saved.where,
                    "the adapter belongs to another model, or uses what is not supported");

    const SavedTargets targets(saved.config, saved.where + "/adapter_config.json", saved.moduleName);
    std::vector<std::string> have;
    for (const auto& place : places.linears)
        if (found.contains(place.name)) have.push_back(place.name);
    const auto expected = targets.select(places, [](const std::string& name) { return name; });
    // An expression in the config may have been written for older names.
    if (have != expected && have != targets.select(places, saved.olderName)) {
        const std::set<std::string> haveSet(have.begin(), have.end()), expectedSet(expected.begin(), expected.end());
        std::vector<std::string> missing, extra;
        std::set_difference(expectedSet.begin(), expectedSet.end(), haveSet.begin(), haveSet.end(),
                            std::back_inserter(missing));
        std::set_difference(haveSet.begin(), haveSet.end(), expectedSet.begin(), expectedSet.end(),
                            std::back_inserter(extra));
        std::string what;
        if (!missing.empty()) what = "no tensors for layers that target_modules selects: " + listed(missing);
        if (!extra.empty())
            what += (what.empty() ? "" : "; ") +
                    std::string("tensors for layers that target_modules does not select: ") + listed(extra);
        throw Error(what, saved.where, "adapter_config.json and adapter_model.safetensors must belong together");
    }
    std::vector<SavedPlace> result;
    for (const auto& place : places.linears)
        if (const auto tensors = found.find(place.name); tensors != found.end())
            result.push_back({place, std::move(tensors->second)});
    if (result.empty()) throw Error("the adapter holds no tensor", saved.where);
    return result;
}

}  // namespace

std::vector<SavedPlace> placeTensors(models::Model& model, const SavedAdapter& saved,
                                     const std::vector<std::string>& ends) {
    auto found = dividedTensors(model, saved, ends);
    std::vector<std::string> incomplete;
    for (const auto& [place, tensors] : found)
        for (const auto& end : ends)
            if (!tensors.contains(end)) incomplete.push_back(kNamePrefix + place.name + "." + end);
    requireComplete(incomplete, saved.where);
    return found;
}

std::vector<SavedPlace> placeTensors(models::Model& model, const SavedAdapter& saved,
                                     const std::function<std::vector<ExpectedTensor>(const LinearPlace&)>& expected) {
    std::map<std::string, std::vector<ExpectedTensor>> byName;
    std::set<std::string> ends;
    for (const auto& place : models::findPlaces(model).linears)
        for (auto& one : byName[place.name] = expected(place))
            ends.insert(one.end);
    auto found = dividedTensors(model, saved, {ends.begin(), ends.end()});
    ShapeCheck shapes;
    std::vector<std::string> incomplete, extra;
    for (const auto& [place, tensors] : found) {
        const auto& wanted = byName.at(place.name);
        const std::string name = kNamePrefix + place.name + ".";
        for (const auto& [end, shape] : wanted)
            if (const auto tensor = tensors.find(end); tensor == tensors.end())
                incomplete.push_back(name + end);
            else
                shapes.expect(name + end, tensor->second, shape);
        for (const auto& [end, _] : tensors)
            if (std::none_of(wanted.begin(), wanted.end(), [&, &e = end](const auto& one) { return one.end == e; }))
                extra.push_back(name + end);
    }
    requireComplete(incomplete, saved.where);
    if (!extra.empty())
        throw Error("tensors that find no place in the model: " + listed(extra), saved.where,
                    "the adapter belongs to another model, or its adapter_config.json to another adapter");
    shapes.throwIfWrong(saved.where);
    return found;
}

void ShapeCheck::expect(const std::string& tensor, const torch::Tensor& value, const std::vector<std::int64_t>& shape) {
    if (value.sizes() != c10::IntArrayRef(shape))
        wrong_.push_back(tensor + " is " + shapeText(value.sizes()) + " instead of " + shapeText(shape));
}

void ShapeCheck::throwIfWrong(const std::string& where) const {
    if (!wrong_.empty())
        throw Error("tensors of another shape: " + listed(wrong_), where,
                    "the adapter belongs to another model, or its adapter_config.json to another adapter");
}

double savedNumber(const SavedAdapter& saved, const std::string& key, double lowest, double highest,
                   std::optional<double> fallback) {
    const std::string where = saved.where + "/adapter_config.json";
    const double number =
        fallback ? jsonAt<double>(saved.config, key, where, *fallback) : jsonAt<double>(saved.config, key, where);
    if (!(number >= lowest && number <= highest))
        throw Error("\"" + key + "\" is out of range: " + saved.config.at(key).dump(), where,
                    "mend the file, or train the adapter again");
    return number;
}

void refuseUnless(const SavedAdapter& saved, const std::string& key, const Json& neutral) {
    const auto found = saved.config.find(key);
    if (found == saved.config.end() || found->is_null() || *found == neutral || *found == Json(false)) return;
    if (found->empty() || *found == Json("")) return;
    throw Error("\"" + key + "\": " + found->dump() + " is not supported yet", saved.where + "/adapter_config.json",
                "export the adapter without it, or merge it with the tool that made it");
}

Json configHead(const std::string& peftType) {
    return {{"task_type", "CAUSAL_LM"},           {"peft_type", peftType}, {"auto_mapping", nullptr},
            {"base_model_name_or_path", nullptr}, {"revision", nullptr},   {"inference_mode", true}};
}

Json linearConfig(const std::string& peftType, Json targets) {
    Json config = configHead(peftType);
    config["target_modules"] = std::move(targets);
    for (const char* key : {"exclude_modules", "layers_to_transform", "layers_pattern", "modules_to_save"})
        config[key] = nullptr;
    return config;
}

}  // namespace atelier::peft
