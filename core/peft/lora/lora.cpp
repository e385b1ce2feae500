#include "common/error.h"
#include "common/random.h"
#include "peft/lora/dora_linear.h"
#include "peft/lora/lora_linear.h"
#include "peft/lora/options.h"
#include "peft/method.h"
#include "peft/saved_places.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <cmath>

// Low-rank adaptation (Hu et al., 2022; rank-stabilised scale: Kalajdzievski, 2023;
// weight-decomposed: Liu et al., 2024). Names and config: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char *kA = "lora_A.weight", *kB = "lora_B.weight", *kMagnitude = "lora_magnitude_vector";

double scaleOf(double alpha, std::int64_t rank, bool rankStabilised) {
    const auto r = static_cast<double>(rank);
    return alpha / (rankStabilised ? std::sqrt(r) : r);
}

// PEFT's start, kaiming_uniform_(a = √5): uniform within ±1/√in. The place's name seeds it, not the order of places.
torch::Tensor startOfA(std::int64_t rank, std::int64_t in, std::uint64_t seed, const std::string& name) {
    auto generator = at::detail::createCPUGenerator(Random({seed, stableHash(name)})());
    const double bound = 1 / std::sqrt(static_cast<double>(in));
    return torch::empty({rank, in}, torch::kFloat32).uniform_(-bound, bound, generator);
}

// What holds for all places of an adapter.
struct Settings {
    std::int64_t rank;
    Json alpha;
    double dropout;
    bool rankStabilised, weightDecomposed;
};

Json configOf(const Settings& settings, Json targets) {
    Json config = configHead("LORA");
    config["r"] = settings.rank;
    config["target_modules"] = std::move(targets);
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
    auto lora = std::make_unique<LinearAdapter>(
        configOf({options.rank, alpha, options.dropout, options.rankStabilised, options.weightDecomposed},
                 targetModules(names, model)));
    for (const auto& place : places) {
        const auto& o = place.module->options;
        const auto magnitude =
            options.weightDecomposed ? DoraLinear::rowNorms(place.module->matrix()) : torch::Tensor();
        lora->add(place,
                  updateOf(place, startOfA(options.rank, o.in, seed, place.name), torch::zeros({o.out, options.rank}),
                           magnitude, scaleOf(static_cast<double>(alpha), options.rank, options.rankStabilised),
                           options.dropout, options.plusRatio));
    }
    return lora;
}

// rank_pattern or alpha_pattern: the first key that matches the name or its end, older names included.
class PerLayer {
public:
    PerLayer(const SavedAdapter& saved, const char* key, double fallback) : saved_(saved), fallback_(fallback) {
        const std::string where = saved.where + "/adapter_config.json";
        const auto found = saved.config.find(key);
        if (found == saved.config.end() || found->is_null()) return;
        if (!found->is_object()) throw Error("\"" + std::string(key) + "\" must be an object", where);
        for (const auto& [expression, value] : found->items()) {
            if (!value.is_number()) throw Error("\"" + std::string(key) + "\" must hold numbers", where);
            rules_.emplace_back(NameExpression("(.*\\.)?(" + expression + ")", where + ": " + key),
                                value.get<double>());
        }
    }
    double fallback() const { return fallback_; }
    double at(const std::string& name) const {
        for (const auto& [pattern, value] : rules_)
            if (pattern.matchesWhole(name) || pattern.matchesWhole(saved_.olderName(name))) return value;
        return fallback_;
    }

private:
    const SavedAdapter& saved_;
    double fallback_;
    std::vector<std::pair<NameExpression, double>> rules_;
};

// Starts that leave the base weights as they are; others (PiSSA, OLoRA, ...) mean other base weights than the folder's.
void refuseForeignStart(const SavedAdapter& saved) {
    const auto found = saved.config.find("init_lora_weights");
    if (found == saved.config.end() || found->is_boolean() || found->is_null()) return;
    for (const char* harmless : {"gaussian", "orthogonal", "eva"})
        if (*found == Json(harmless)) return;
    throw Error("\"init_lora_weights\": " + found->dump() + " is not supported: it changes the base weights",
                saved.where + "/adapter_config.json", "convert it to plain LoRA where it was made");
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    for (const char* key : {"modules_to_save", "fan_in_fan_out", "trainable_token_indices", "layer_replication",
                            "lora_bias", "target_parameters", "use_qalora", "alora_invocation_tokens", "use_bdlora",
                            "arrow_config", "kasa_config", "velora_config", "monteclora_config"})
        refuseUnless(saved, key);
    refuseUnless(saved, "bias", "none");
    refuseForeignStart(saved);

    const auto rank = jsonAt<std::int64_t>(saved.config, "r", where);
    const bool rankStabilised = jsonAt<bool>(saved.config, "use_rslora", where, false);
    const bool weightDecomposed = jsonAt<bool>(saved.config, "use_dora", where, false);
    const auto dropout = savedNumber(saved, "lora_dropout", 0, 0.99, 0.0);
    const PerLayer ranks(saved, "rank_pattern", static_cast<double>(rank));
    const PerLayer alphas(saved, "alpha_pattern", savedNumber(saved, "lora_alpha", -kLargestAlpha, kLargestAlpha));

    std::vector<std::string> ends{kA, kB};
    if (weightDecomposed) ends.emplace_back(kMagnitude);
    const auto found = placeTensors(model, saved, ends);
    ShapeCheck shapes;
    for (const auto& [place, tensors] : found) {
        const auto r = static_cast<std::int64_t>(ranks.at(place.name));
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
        if (const auto r = tensors.at(kA).size(0); r != rank) rankPattern[place.name] = r;
        if (const double alpha = alphas.at(place.name); alpha != alphas.fallback()) alphaPattern[place.name] = alpha;
    }
    Json config = configOf({rank, saved.config.at("lora_alpha"), dropout, rankStabilised, weightDecomposed},
                           targetModules(names, model));
    config["rank_pattern"] = std::move(rankPattern);
    config["alpha_pattern"] = std::move(alphaPattern);

    auto lora = std::make_unique<LinearAdapter>(std::move(config));
    for (const auto& [place, tensors] : found)
        lora->add(place, updateOf(place, tensors.at(kA), tensors.at(kB),
                                  weightDecomposed ? tensors.at(kMagnitude) : torch::Tensor(),
                                  scaleOf(alphas.at(place.name), tensors.at(kA).size(0), rankStabilised), dropout));
    return lora;
}

const Registry<Method>::Entry entry{"lora", {create, load}};

}  // namespace
}  // namespace atelier::peft
