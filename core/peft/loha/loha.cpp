#include "common/error.h"
#include "peft/delta_linear.h"
#include "peft/layer_patterns.h"
#include "peft/loha/options.h"
#include "peft/method.h"
#include "peft/random_start.h"
#include "peft/saved_places.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <array>

// LoHa: ΔW = alpha / rank · (w1_a w1_b) ∘ (w2_a w2_b) (Hyeon-Woo et al., 2022, arXiv 2108.06098; LyCORIS). Names and
// config: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr std::array kEnds{"hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b"};

class LohaLinear : public DeltaLinear {
public:
    /// In kEnds' order: [out, rank], [rank, in], and both once more; fp32 leaves.
    LohaLinear(std::array<torch::Tensor, 4> factors, double scale, double dropout)
        : DeltaLinear(dropout, /*rescaled=*/true), factors_(std::move(factors)), scale_(scale) {}

    std::vector<Parameter> parameters() const override {
        std::vector<Parameter> all;
        for (std::size_t i = 0; i < kEnds.size(); ++i)
            all.push_back({kEnds[i], factors_[i]});
        return all;
    }

protected:
    torch::Tensor delta() const override {
        return at::mm(factors_[0], factors_[1]) * at::mm(factors_[2], factors_[3]) * scale_;
    }

private:
    std::array<torch::Tensor, 4> factors_;
    double scale_;
};

Json configOf(std::int64_t rank, double alpha, double dropout, Json targets) {
    Json config = linearConfig("LOHA", std::move(targets));
    config["r"] = rank;
    config["alpha"] = alpha;
    config["rank_dropout"] = dropout;
    config["module_dropout"] = 0.0;
    config["use_effective_conv2d"] = false;
    config["init_weights"] = true;
    config["rank_pattern"] = Json::object();
    config["alpha_pattern"] = Json::object();
    return config;
}

void add(LinearAdapter& adapter, const LinearPlace& place, std::array<torch::Tensor, 4> factors, double alpha,
         double dropout) {
    const auto rank = static_cast<double>(factors[1].size(0));
    for (auto& factor : factors)
        factor = factor.to(place.module->matrix().device());
    adapter.add(place, std::make_shared<LohaLinear>(std::move(factors), alpha / rank, dropout));
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t seed) {
    const auto options = LohaOptions::schema().read(recipe);
    Targets targets(options.target, recipe.location("loha_target"));
    const auto places = selectTargets(model, targets, recipe);
    const auto alpha = static_cast<double>(options.alpha.value_or(options.rank));
    std::vector<std::string> names;
    for (const auto& place : places)
        names.push_back(place.name);
    auto adapter =
        std::make_unique<LinearAdapter>(configOf(options.rank, alpha, options.dropout, targetModules(names, model)));
    for (const auto& place : places) {
        const auto& o = place.module->options;
        const auto start = [&](std::int64_t rows, std::int64_t columns, const char* end) {
            return kaimingStart(rows, columns, seed, place.name + "." + end);
        };
        add(*adapter, place,
            {start(o.out, options.rank, kEnds[0]), start(options.rank, o.in, kEnds[1]),
             start(o.out, options.rank, kEnds[2]), torch::zeros({options.rank, o.in})},
            alpha, options.dropout);
    }
    return adapter;
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    refuseUnless(saved, "modules_to_save");
    const auto rank = jsonAt<std::int64_t>(saved.config, "r", where);
    const auto dropout = savedNumber(saved, "rank_dropout", 0, 0.99, 0.0);
    const LayerPattern ranks(saved, "rank_pattern", static_cast<double>(rank));
    const LayerPattern alphas(saved, "alpha_pattern", savedNumber(saved, "alpha", -kLargestAlpha, kLargestAlpha));
    const auto found = placeTensors(model, saved, [&](const LinearPlace& place) {
        const auto r = static_cast<std::int64_t>(ranks.at(place.name));
        const auto &in = place.module->options.in, &out = place.module->options.out;
        return std::vector<ExpectedTensor>{
            {kEnds[0], {out, r}}, {kEnds[1], {r, in}}, {kEnds[2], {out, r}}, {kEnds[3], {r, in}}};
    });
    std::vector<std::string> names;
    Json rankPattern = Json::object(), alphaPattern = Json::object();
    for (const auto& [place, tensors] : found) {
        const auto r = tensors.at(kEnds[1]).size(0);
        if (r < 1) throw Error("the rank of " + place.name + " is not above 0", where);
        names.push_back(place.name);
        if (r != rank) rankPattern[place.name] = r;
        if (const double alpha = alphas.at(place.name); alpha != alphas.fallback()) alphaPattern[place.name] = alpha;
    }
    Json config = configOf(rank, alphas.fallback(), dropout, targetModules(names, model));
    config["rank_pattern"] = std::move(rankPattern);
    config["alpha_pattern"] = std::move(alphaPattern);
    auto adapter = std::make_unique<LinearAdapter>(std::move(config));
    for (const auto& [place, tensors] : found)
        add(*adapter, place, {tensors.at(kEnds[0]), tensors.at(kEnds[1]), tensors.at(kEnds[2]), tensors.at(kEnds[3])},
            alphas.at(place.name), dropout);
    return adapter;
}

const Registry<Method>::Entry entry{"loha", {create, load}};

}  // namespace
}  // namespace atelier::peft
