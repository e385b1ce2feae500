#include "common/error.h"
#include "peft/layer_patterns.h"
#include "peft/lora/dora_linear.h"
#include "peft/lora/lora_linear.h"
#include "peft/lora/options.h"
#include "peft/lora/stacked_lora.h"
#include "peft/method.h"
#include "peft/random_start.h"
#include "peft/saved_places.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

// Low-rank adaptation (Hu et al., 2022; rank-stabilised scale: Kalajdzievski, 2023;
// weight-decomposed: Liu et al., 2024). Names and config: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char *kA = "lora_A.weight", *kB = "lora_B.weight", *kMagnitude = "lora_magnitude_vector";

double scaleOf(double alpha, std::int64_t rank, bool rankStabilised) {
    const auto r = static_cast<double>(rank);
    return alpha / (rankStabilised ? std::sqrt(r) : r);
}

// What holds for all places of an adapter.
struct Settings {
    std::int64_t rank;
    Json alpha;
    double dropout;
    bool rankStabilised, weightDecomposed;
};

// LoRA, some of whose layers may be saved as stacks.
class Lora : public LinearAdapter {
public:
    Lora(Json config, std::vector<models::TensorStack> stacks)
        : LinearAdapter(std::move(config)), stacks_(std::move(stacks)) {}

    std::vector<Parameter> saved() const override { return joined(parameters(), stacks_); }

private:
    std::vector<models::TensorStack> stacks_;
};

// Stacks that PEFT has a way to save: it knows no dropout and no DoRA there.
std::vector<models::TensorStack> savedStacks(const models::Model& model, const std::vector<std::string>& names,
                                             const Settings& settings) {
    if (settings.weightDecomposed || settings.dropout > 0) return {};
    return wholeStacks(model, names);
}

// `stacks`: those of the named layers that go into target_parameters.
Json configOf(const Settings& settings, const std::vector<std::string>& names,
              const std::vector<models::TensorStack>& stacks, const models::Model& model) {
    std::set<std::string> stacked;
    Json parameters = Json::array();
    for (const auto& stack : stacks) {
        stacked.insert(stack.layers.begin(), stack.layers.end());
        parameters.push_back(stack.name);
    }
    std::vector<std::string> modules;
    for (const auto& name : names)
        if (!stacked.contains(name)) modules.push_back(name);
    Json config = configHead("LORA");
    config["r"] = settings.rank;
    config["target_modules"] = targetModules(modules, model);
    config["target_parameters"] = stacks.empty() ? Json() : std::move(parameters);
    config["exclude_modules"] = nullptr;
    config["lora_alpha"] = settings.alpha;
    config["lora_dropout"] = settings.dropout;
    config["fan_in_fan_out"] = false;
    config["bias"] = "none";
    config["use_rslora"] = settings.rankStabilised;
    config["modules_to_save"] = nullptr;
    config["init_lora_weights"] = true;
    config["layers_to_transform"] = nullptr;
    config["layers_pattern"] = nullptr;
    config["rank_pattern"] = Json::object();
    config["alpha_pattern"] = Json::object();
    config["use_dora"] = settings.weightDecomposed;
    return config;
}

// `magnitude` makes it DoRA.
std::shared_ptr<LinearUpdate> updateOf(const LinearPlace& place, const torch::Tensor& a, const torch::Tensor& b,
                                       const torch::Tensor& magnitude, double scale, double dropout,
                                       std::optional<double> plusRatio = {}) {
    const auto device = place.module->matrix().device();
    if (magnitude.defined())
        return std::make_shared<DoraLinear>(a.to(device), b.to(device), magnitude.to(device), scale, dropout,
                                            plusRatio);
    return std::make_shared<LoraLinear>(a.to(device), b.to(device), scale, dropout, plusRatio);
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t seed) {
    const auto options = LoraOptions::schema().read(recipe);
    Targets targets(options.target, recipe.location("lora_target"));
    const auto places = selectTargets(model, targets, recipe);
    std::vector<std::string> names;
    for (const auto& place : places)
        names.push_back(place.name);

    const std::int64_t alpha = options.alpha.value_or(2 * options.rank);
    const Settings settings{options.rank, alpha, options.dropout, options.rankStabilised, options.weightDecomposed};
    const auto stacks = savedStacks(model, names, settings);
    auto lora = std::make_unique<Lora>(configOf(settings, names, stacks, model), stacks);
    for (const auto& place : places) {
        const auto& o = place.module->options;
        const auto magnitude =
            options.weightDecomposed ? DoraLinear::rowNorms(place.module->matrix()) : torch::Tensor();
        lora->add(place, updateOf(place, kaimingStart(options.rank, o.in, seed, place.name),
                                  torch::zeros({o.out, options.rank}), magnitude,
                                  scaleOf(static_cast<double>(alpha), options.rank, options.rankStabilised),
                                  options.dropout, options.plusRatio));
    }
    return lora;
}

// Starts that leave the base weights as they are; others (PiSSA, OLoRA, ...) mean other base weights than the folder's.
void refuseForeignStart(const SavedAdapter& saved) {
    const auto found = saved.config.find("init_lora_weights");
    if (found == saved.config.end() || found->is_boolean() || found->is_null()) return;
    for (const char* harmless : {"gaussian", "orthogonal", "eva"})
        if (*found == Json(harmless)) return;
    throw Error("\"init_lora_weights\": " + found->dump() + " is not supported: it changes the base weights",
                saved.where + "/adapter_config.json", "convert it to plain LoRA where it was made");
}

// Stacks that the config's target_parameters name, as PEFT matches them.
std::vector<models::TensorStack> targetedStacks(const models::Model& model, const SavedAdapter& saved) {
    const auto found = saved.config.find("target_parameters");
    if (found == saved.config.end() || found->is_null()) return {};
    const std::string where = saved.where + "/adapter_config.json: target_parameters";
    if (!found->is_array()) throw Error("must be a list of names", where);
    auto stacks = models::stacksOf(model);
    std::set<std::string> chosen;
    for (const Json& item : *found) {
        if (!item.is_string()) throw Error("must hold texts only", where);
        const auto name = item.get<std::string>();
        bool any = false;
        for (const auto& stack : stacks)
            if (isNamed(stack.name, name)) chosen.insert(stack.name), any = true;
        if (!any)
            throw Error("\"" + name + "\" is no parameter that experts share", where,
                        "only such parameters can have an update of their own");
    }
    std::erase_if(stacks, [&](const auto& stack) { return !chosen.contains(stack.name); });
    return stacks;
}

// The tensors of all layers that the folder changes, in the model's order.
std::vector<SavedPlace> placesOf(models::Model& model, const SavedAdapter& saved,
                                 const std::vector<models::TensorStack>& stacks, const std::vector<std::string>& ends) {
    if (stacks.empty()) return placeTensors(model, saved, ends);
    SavedAdapter rest = saved;
    divide(rest.tensors, stacks, saved.where);
    std::map<std::string, Tensors> found;
    for (const auto& stack : stacks)
        for (const auto& layer : stack.layers)
            for (const auto& end : ends) {
                auto tensor = rest.tensors.extract(kNamePrefix + layer + "." + end);
                found[layer][end] = std::move(tensor.mapped());
            }
    const auto modules = rest.config.find("target_modules");
    if (!rest.tensors.empty() || (modules != rest.config.end() && !modules->empty()))
        for (auto& place : placeTensors(model, rest, ends))
            found[place.place.name] = std::move(place.tensors);
    std::vector<SavedPlace> places;
    for (const auto& place : models::findPlaces(model).linears)
        if (const auto own = found.find(place.name); own != found.end())
            places.push_back({place, std::move(own->second)});
    return places;
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    for (const char* key : {"modules_to_save", "fan_in_fan_out", "trainable_token_indices", "layer_replication",
                            "lora_bias", "use_qalora", "alora_invocation_tokens", "use_bdlora", "arrow_config",
                            "kasa_config", "velora_config", "monteclora_config"})
        refuseUnless(saved, key);
    refuseUnless(saved, "bias", "none");
    refuseForeignStart(saved);

    const auto rank = jsonAt<std::int64_t>(saved.config, "r", where);
    const bool rankStabilised = jsonAt<bool>(saved.config, "use_rslora", where, false);
    const bool weightDecomposed = jsonAt<bool>(saved.config, "use_dora", where, false);
    const auto dropout = savedNumber(saved, "lora_dropout", 0, 0.99, 0.0);
    const LayerPattern ranks(saved, "rank_pattern", static_cast<double>(rank));
    const LayerPattern alphas(saved, "alpha_pattern", savedNumber(saved, "lora_alpha", -kLargestAlpha, kLargestAlpha));

    std::vector<std::string> ends{kA, kB};
    if (weightDecomposed) ends.emplace_back(kMagnitude);
    auto stacks = targetedStacks(model, saved);
    if (!stacks.empty() && (weightDecomposed || dropout > 0))
        throw Error("\"target_parameters\" with DoRA or dropout is not supported", where, "PEFT has no such adapters");
    const auto found = placesOf(model, saved, stacks, ends);
    // Ranks and scales of a stack stand under its own name.
    std::map<std::string, std::string> ruledBy;
    for (const auto& stack : stacks)
        for (const auto& layer : stack.layers)
            ruledBy[layer] = stack.name;
    const auto ruleName = [&](const std::string& name) {
        const auto stack = ruledBy.find(name);
        return stack == ruledBy.end() ? name : stack->second;
    };
    ShapeCheck shapes;
    for (const auto& [place, tensors] : found) {
        const auto r = static_cast<std::int64_t>(ranks.at(ruleName(place.name)));
        if (r < 1) throw Error("the rank of " + place.name + " is not above 0", where);
        const std::string name = kNamePrefix + place.name + ".";
        shapes.expect(name + kA, tensors.at(kA), {r, place.module->options.in});
        shapes.expect(name + kB, tensors.at(kB), {place.module->options.out, r});
        if (weightDecomposed) shapes.expect(name + kMagnitude, tensors.at(kMagnitude), {place.module->options.out});
    }
    shapes.throwIfWrong(saved.where);

    // Written from the layers themselves: the folder's targets may use names of an older transformers.
    std::vector<std::string> names;
    Json rankPattern = Json::object(), alphaPattern = Json::object();
    for (const auto& [place, tensors] : found) {
        names.push_back(place.name);
        const std::string rule = ruleName(place.name);
        if (const auto r = tensors.at(kA).size(0); r != rank) rankPattern[rule] = r;
        if (const double alpha = alphas.at(rule); alpha != alphas.fallback()) alphaPattern[rule] = alpha;
    }
    Json config = configOf({rank, saved.config.at("lora_alpha"), dropout, rankStabilised, weightDecomposed}, names,
                           stacks, model);
    config["rank_pattern"] = std::move(rankPattern);
    config["alpha_pattern"] = std::move(alphaPattern);

    auto lora = std::make_unique<Lora>(std::move(config), stacks);
    for (const auto& [place, tensors] : found)
        lora->add(
            place,
            updateOf(place, tensors.at(kA), tensors.at(kB), weightDecomposed ? tensors.at(kMagnitude) : torch::Tensor(),
                     scaleOf(alphas.at(ruleName(place.name)), tensors.at(kA).size(0), rankStabilised), dropout));
    return lora;
}

const Registry<Method>::Entry entry{"lora", {create, load}};

}  // namespace
}  // namespace atelier::peft
