#include "common/error.h"
#include "nn/frozen_product.h"
#include "peft/linear_adapter.h"
#include "peft/lora/lora_linear.h"
#include "peft/method.h"
#include "peft/saved_places.h"
#include "peft/selection.h"
#include "peft/vera/options.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <map>

// VeRA: y = Wx + b ∘ B (d ∘ A x), where A and B are random, frozen and shared by all layers; each takes the first
// columns and rows (Kopiczko et al., 2024, arXiv 2310.11454). Names and config: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char *kB = "vera_lambda_b", *kD = "vera_lambda_d";
constexpr const char *kSharedA = "base_model.vera_A", *kSharedB = "base_model.vera_B";

// A [rank, widest in] and B [widest out, rank], fp32; and what layers of one size use of them.
class Shared {
public:
    Shared(torch::Tensor a, torch::Tensor b) : a_(std::move(a)), b_(std::move(b)) {}

    const torch::Tensor& a() const { return a_; }
    const torch::Tensor& b() const { return b_; }
    torch::Tensor a(std::int64_t in, torch::Dtype dtype) { return part(a_.narrow(1, 0, in), as_, in, dtype); }
    torch::Tensor b(std::int64_t out, torch::Dtype dtype) { return part(b_.narrow(0, 0, out), bs_, out, dtype); }

private:
    using Parts = std::map<std::pair<std::int64_t, torch::Dtype>, torch::Tensor>;
    static torch::Tensor part(const torch::Tensor& whole, Parts& parts, std::int64_t size, torch::Dtype dtype) {
        auto& part = parts[{size, dtype}];
        if (!part.defined()) part = whole.to(dtype).contiguous();
        return part;
    }

    torch::Tensor a_, b_;
    Parts as_, bs_;
};

// PEFT's, so that a folder without its random matrices means the same ones.
std::shared_ptr<Shared> drawn(std::int64_t rank, std::int64_t in, std::int64_t out, std::int64_t seed) {
    auto generator = at::detail::createCPUGenerator(static_cast<std::uint64_t>(seed));
    const auto draw = [&](std::int64_t rows, std::int64_t columns) {
        const double bound = std::sqrt(3.0) * (std::sqrt(2.0) / std::sqrt(static_cast<double>(columns)));
        return torch::empty({rows, columns}).uniform_(-bound, bound, generator);
    };
    auto a = draw(rank, in);
    return std::make_shared<Shared>(std::move(a), draw(out, rank));
}

class VeraLinear : public LinearUpdate {
public:
    VeraLinear(std::shared_ptr<Shared> shared, torch::Tensor b, torch::Tensor d, double dropout)
        : shared_(std::move(shared)), b_(std::move(b)), d_(std::move(d)), dropout_(dropout) {}

    torch::Tensor forward(nn::LinearImpl& layer, const torch::Tensor& x, const nn::LinearCall& below,
                          const nn::ForwardContext&) override {
        const auto dtype = x.scalar_type();
        const auto mask = training ? dropoutMask(x, dropout_) : torch::Tensor();
        const auto reduced =
            nn::frozenProduct(mask.defined() ? x * mask : x, shared_->a(layer.options.in, dtype)) * d_.to(dtype);
        return below(x) + nn::frozenProduct(reduced, shared_->b(layer.options.out, dtype)) * (b_ * weight).to(dtype);
    }
    std::vector<Parameter> parameters() const override { return {{kB, b_}, {kD, d_}}; }
    void mergeInto(nn::LinearImpl& layer) const override {
        torch::NoGradGuard noGrad;
        const auto a = shared_->a(layer.options.in, torch::kFloat32),
                   b = shared_->b(layer.options.out, torch::kFloat32);
        layer.matrix().assign(layer.matrix().dense(torch::kFloat32) +
                              at::mm(b * (b_ * weight).unsqueeze(1), a * d_.unsqueeze(1)));
    }

private:
    std::shared_ptr<Shared> shared_;
    torch::Tensor b_, d_;  // fp32 leaves [out], [rank]
    double dropout_;
};

class Vera : public LinearAdapter {
public:
    Vera(Json config, std::shared_ptr<Shared> shared, double dropout)
        : LinearAdapter(std::move(config)), shared_(std::move(shared)), dropout_(dropout) {}

    void put(const LinearPlace& place, const torch::Tensor& b, const torch::Tensor& d) {
        const auto device = place.module->matrix().device();
        add(place, std::make_shared<VeraLinear>(shared_, b.to(device), d.to(device), dropout_));
    }
    std::vector<Parameter> saved() const override {
        auto all = parameters();
        all.push_back({kSharedA, shared_->a()});
        all.push_back({kSharedB, shared_->b()});
        return all;
    }

private:
    std::shared_ptr<Shared> shared_;
    double dropout_;
};

Json configOf(const VeraOptions& options, Json targets) {
    Json config = linearConfig("VERA", std::move(targets));
    config["r"] = options.rank;
    config["projection_prng_key"] = options.seed;
    config["save_projection"] = true;
    config["vera_dropout"] = options.dropout;
    config["d_initial"] = options.start;
    config["fan_in_fan_out"] = false;
    config["bias"] = "none";
    config["init_weights"] = true;
    return config;
}

// The sides that hold every layer.
std::pair<std::int64_t, std::int64_t> widest(const auto& places, const auto& placeOf) {
    std::int64_t in = 0, out = 0;
    for (const auto& one : places) {
        in = std::max(in, placeOf(one).module->options.in);
        out = std::max(out, placeOf(one).module->options.out);
    }
    return {in, out};
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t) {
    const auto options = VeraOptions::schema().read(recipe);
    Targets targets(options.target, recipe.location("vera_target"));
    const auto places = selectTargets(model, targets, recipe);
    std::vector<std::string> names;
    for (const auto& place : places)
        names.push_back(place.name);
    const auto [in, out] = widest(places, [](const LinearPlace& place) { return place; });
    auto shared = drawn(options.rank, in, out, options.seed);
    shared = std::make_shared<Shared>(shared->a().to(model.device()), shared->b().to(model.device()));
    auto adapter = std::make_unique<Vera>(configOf(options, targetModules(names, model)), shared, options.dropout);
    for (const auto& place : places)
        adapter->put(place, torch::zeros({place.module->options.out}), torch::full({options.rank}, options.start));
    return adapter;
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    for (const char* key : {"modules_to_save", "fan_in_fan_out"})
        refuseUnless(saved, key);
    refuseUnless(saved, "bias", "none");
    VeraOptions options;
    options.rank = jsonAt<std::int64_t>(saved.config, "r", where);
    options.seed = jsonAt<std::int64_t>(saved.config, "projection_prng_key", where, options.seed);
    options.dropout = savedNumber(saved, "vera_dropout", 0, 0.99, 0.0);
    options.start = savedNumber(saved, "d_initial", -kLargestAlpha, kLargestAlpha, options.start);
    if (options.rank < 1) throw Error("\"r\" is not above 0", where);

    SavedAdapter rest = saved;
    const auto a = rest.tensors.extract(kSharedA), b = rest.tensors.extract(kSharedB);
    const auto found = placeTensors(model, rest, [&](const LinearPlace& place) {
        return std::vector<ExpectedTensor>{{kB, {place.module->options.out}}, {kD, {options.rank}}};
    });
    const auto [in, out] = widest(found, [](const SavedPlace& one) { return one.place; });
    auto shared = a.empty() || b.empty() ? drawn(options.rank, in, out, options.seed)
                                         : std::make_shared<Shared>(a.mapped(), b.mapped());
    // Adapters of fewer layers may have been made with the matrices of more.
    const auto isAtLeast = [](const torch::Tensor& tensor, std::int64_t rows, std::int64_t columns) {
        return tensor.dim() == 2 && tensor.size(0) >= rows && tensor.size(1) >= columns;
    };
    if (!isAtLeast(shared->a(), options.rank, in) || !isAtLeast(shared->b(), out, options.rank) ||
        shared->a().size(0) != options.rank || shared->b().size(1) != options.rank)
        throw Error("vera_A and vera_B are too small for the layers that they belong to", saved.where,
                    "the adapter belongs to another model, or its adapter_config.json to another adapter");
    shared = std::make_shared<Shared>(shared->a().to(model.device()), shared->b().to(model.device()));

    std::vector<std::string> names;
    for (const auto& [place, _] : found)
        names.push_back(place.name);
    auto adapter = std::make_unique<Vera>(configOf(options, targetModules(names, model)), shared, options.dropout);
    for (const auto& [place, tensors] : found)
        adapter->put(place, tensors.at(kB), tensors.at(kD));
    return adapter;
}

const Registry<Method>::Entry entry{"vera", {create, load}};

}  // namespace
}  // namespace atelier::peft
