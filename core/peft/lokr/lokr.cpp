#include "common/error.h"
#include "nn/frozen_product.h"
#include "peft/layer_patterns.h"
#include "peft/linear_adapter.h"
#include "peft/lokr/options.h"
#include "peft/method.h"
#include "peft/random_start.h"
#include "peft/saved_places.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <algorithm>
#include <map>

// LoKr: ΔW = alpha / rank · w1 ⊗ w2, where each may be of low rank itself (Yeh et al., 2024, arXiv 2309.14859). Names
// and config: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char *kFirst = "lokr_w1", *kSecond = "lokr_w2";

// What holds for all places of an adapter.
struct Settings {
    std::int64_t rank;
    double alpha, dropout;
    std::int64_t factor;
    bool decomposeBoth, rescaled;
};

// `size` as a product of two, the smaller first: with the factor, where it divides the size; else as near to a square
// as the factor allows.
std::pair<std::int64_t, std::int64_t> factors(std::int64_t size, std::int64_t factor) {
    if (factor > 0 && size % factor == 0) return {factor, size / factor};
    const std::int64_t largest = factor == -1 ? size : factor;
    std::int64_t small = 1, large = size;
    while (small < large) {
        std::int64_t next = small + 1;
        while (size % next != 0)
            ++next;
        if (next + size / next > 1 + size || next > largest) break;
        small = next;
        large = size / next;
    }
    return {std::min(small, large), std::max(small, large)};
}

// The matrices of one layer.
struct Shapes {
    Shapes(const nn::LinearOptions& layer, std::int64_t rank, const Settings& settings) : rank(rank) {
        std::tie(firstOut, secondOut) = factors(layer.out, settings.factor);
        std::tie(firstIn, secondIn) = factors(layer.in, settings.factor);
        firstWhole = !(settings.decomposeBoth && 2 * rank < std::max(firstOut, firstIn));
        secondWhole = 2 * rank >= std::max(secondOut, secondIn);
    }

    std::vector<ExpectedTensor> tensors() const {
        std::vector<ExpectedTensor> all;
        const auto add = [&](const std::string& name, bool whole, std::int64_t out, std::int64_t in) {
            if (whole) {
                all.push_back({name, {out, in}});
            } else {
                all.push_back({name + "_a", {out, rank}});
                all.push_back({name + "_b", {rank, in}});
            }
        };
        add(kFirst, firstWhole, firstOut, firstIn);
        add(kSecond, secondWhole, secondOut, secondIn);
        return all;
    }

    std::int64_t rank, firstOut, firstIn, secondOut, secondIn;
    bool firstWhole, secondWhole;
};

class LokrLinear : public LinearUpdate {
public:
    LokrLinear(const Shapes& shapes, std::vector<Parameter> parameters, double scale, double dropout, bool rescaled)
        : shapes_(shapes), parameters_(std::move(parameters)), scale_(scale), dropout_(dropout), rescaled_(rescaled) {}

    // (w1 ⊗ w2) x is w1 X w2ᵀ with x as a matrix X [first in, second in], so ΔW is never made.
    torch::Tensor forward(nn::LinearImpl&, const torch::Tensor& x, const nn::LinearCall& below,
                          const nn::ForwardContext&) override {
        const auto dtype = x.scalar_type();
        auto y = x.reshape({-1, shapes_.secondIn});
        if (shapes_.secondWhole)
            y = nn::trainedProduct(y, tensor("lokr_w2").to(dtype));
        else
            y = nn::trainedProduct(nn::trainedProduct(y, tensor("lokr_w2_b").to(dtype)), tensor("lokr_w2_a").to(dtype));
        y = y.reshape({-1, shapes_.firstIn, shapes_.secondOut}).transpose(1, 2);
        y = nn::trainedProduct(y, (first() * (scale_ * weight)).to(dtype)).transpose(1, 2);
        auto out = below(x);
        y = y.reshape(out.sizes());
        return out + (training && dropout_ > 0 ? y * keptRows(y) : y);
    }
    std::vector<Parameter> parameters() const override { return parameters_; }
    void mergeInto(nn::LinearImpl& layer) const override {
        torch::NoGradGuard noGrad;
        const auto second = shapes_.secondWhole ? tensor("lokr_w2") : at::mm(tensor("lokr_w2_a"), tensor("lokr_w2_b"));
        layer.matrix().assign(layer.matrix().dense(torch::kFloat32) + at::kron(first(), second) * (scale_ * weight));
    }

private:
    const torch::Tensor& tensor(const std::string& end) const {
        return std::find_if(parameters_.begin(), parameters_.end(), [&](const auto& one) { return one.name == end; })
            ->tensor;
    }
    torch::Tensor first() const {
        return shapes_.firstWhole ? tensor("lokr_w1") : at::mm(tensor("lokr_w1_a"), tensor("lokr_w1_b"));
    }
    // A row of ΔW is an output.
    torch::Tensor keptRows(const torch::Tensor& y) const {
        torch::NoGradGuard noGrad;
        auto kept = torch::empty({y.size(-1)}, y.options()).bernoulli_(1 - dropout_);
        return rescaled_ ? kept / kept.mean().clamp_min(1.0 / static_cast<double>(kept.numel())) : kept;
    }

    Shapes shapes_;
    std::vector<Parameter> parameters_;
    double scale_, dropout_;
    bool rescaled_;
};

Json configOf(const Settings& settings, Json targets) {
    Json config = linearConfig("LOKR", std::move(targets));
    config["r"] = settings.rank;
    config["alpha"] = settings.alpha;
    config["rank_dropout"] = settings.dropout;
    config["module_dropout"] = 0.0;
    config["use_effective_conv2d"] = false;
    config["decompose_both"] = settings.decomposeBoth;
    config["decompose_factor"] = settings.factor;
    config["rank_dropout_scale"] = settings.rescaled;
    config["init_weights"] = true;
    config["rank_pattern"] = Json::object();
    config["alpha_pattern"] = Json::object();
    return config;
}

void add(LinearAdapter& adapter, const LinearPlace& place, const Shapes& shapes, Tensors tensors, double alpha,
         const Settings& settings) {
    std::vector<Parameter> parameters;
    for (const auto& [end, _] : shapes.tensors())
        parameters.push_back({end, tensors.at(end).to(place.module->matrix().device())});
    adapter.add(place,
                std::make_shared<LokrLinear>(shapes, std::move(parameters), alpha / static_cast<double>(shapes.rank),
                                             settings.dropout, settings.rescaled));
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t seed) {
    const auto options = LokrOptions::schema().read(recipe);
    Targets targets(options.target, recipe.location("lokr_target"));
    const auto places = selectTargets(model, targets, recipe);
    const Settings settings{options.rank,          static_cast<double>(options.alpha.value_or(options.rank)),
                            options.dropout,       options.factor,
                            options.decomposeBoth, false};
    std::vector<std::string> names;
    for (const auto& place : places)
        names.push_back(place.name);
    auto adapter = std::make_unique<LinearAdapter>(configOf(settings, targetModules(names, model)));
    for (const auto& place : places) {
        const Shapes shapes(place.module->options, options.rank, settings);
        Tensors tensors;
        for (const auto& [end, shape] : shapes.tensors())
            // One of the factors starts at 0, so that nothing changes.
            tensors[end] = end == kFirst || end == std::string(kFirst) + "_a"
                               ? torch::zeros(shape)
                               : kaimingStart(shape[0], shape[1], seed, place.name + "." + end);
        add(*adapter, place, shapes, std::move(tensors), settings.alpha, settings);
    }
    return adapter;
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    refuseUnless(saved, "modules_to_save");
    const Settings settings{jsonAt<std::int64_t>(saved.config, "r", where),
                            savedNumber(saved, "alpha", -kLargestAlpha, kLargestAlpha),
                            savedNumber(saved, "rank_dropout", 0, 0.99, 0.0),
                            static_cast<std::int64_t>(savedNumber(saved, "decompose_factor", -1, 1e9, -1.0)),
                            jsonAt<bool>(saved.config, "decompose_both", where, false),
                            jsonAt<bool>(saved.config, "rank_dropout_scale", where, false)};
    if (settings.factor == 0) throw Error("\"decompose_factor\" must be -1 or above 0", where);
    const LayerPattern ranks(saved, "rank_pattern", static_cast<double>(settings.rank));
    const LayerPattern alphas(saved, "alpha_pattern", settings.alpha);
    const auto shapesOf = [&](const LinearPlace& place) {
        const auto rank = static_cast<std::int64_t>(ranks.at(place.name));
        if (rank < 1) throw Error("the rank of " + place.name + " is not above 0", where);
        return Shapes(place.module->options, rank, settings);
    };
    const auto found = placeTensors(model, saved, [&](const LinearPlace& place) { return shapesOf(place).tensors(); });
    std::vector<std::string> names;
    Json rankPattern = Json::object(), alphaPattern = Json::object();
    for (const auto& [place, _] : found) {
        names.push_back(place.name);
        if (const auto r = shapesOf(place).rank; r != settings.rank) rankPattern[place.name] = r;
        if (const double alpha = alphas.at(place.name); alpha != settings.alpha) alphaPattern[place.name] = alpha;
    }
    Json config = configOf(settings, targetModules(names, model));
    config["rank_pattern"] = std::move(rankPattern);
    config["alpha_pattern"] = std::move(alphaPattern);
    auto adapter = std::make_unique<LinearAdapter>(std::move(config));
    for (const auto& [place, tensors] : found)
        add(*adapter, place, shapesOf(place), tensors, alphas.at(place.name), settings);
    return adapter;
}

const Registry<Method>::Entry entry{"lokr", {create, load}};

}  // namespace
}  // namespace atelier::peft
