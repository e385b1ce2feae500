#include "common/error.h"
#include "nn/frozen_product.h"
#include "peft/adalora/options.h"
#include "peft/adalora/rank_allocator.h"
#include "peft/linear_adapter.h"
#include "peft/lora/lora_linear.h"
#include "peft/method.h"
#include "peft/random_start.h"
#include "peft/saved_places.h"
#include "peft/selection.h"

#include <torch/torch.h>

// AdaLoRA (Zhang et al., 2023, arXiv 2303.10512): an update in the form of a singular value decomposition, whose
// directions are dropped by importance. Names, config and schedule: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char *kA = "lora_A", *kB = "lora_B", *kE = "lora_E";

// y = Wx + alpha / first rank · B (E ∘ A) x with A [rank, in], B [out, rank], E [rank, 1]. The scale stays when
// directions are dropped.
class AdaLoraLinear : public LinearUpdate {
public:
    AdaLoraLinear(torch::Tensor a, torch::Tensor b, torch::Tensor e, double scale, double dropout)
        : a_(std::move(a)), b_(std::move(b)), e_(std::move(e)), scale_(scale), dropout_(dropout) {}

    torch::Tensor forward(nn::LinearImpl&, const torch::Tensor& x, const nn::LinearCall& below,
                          const nn::ForwardContext&) override {
        const auto dtype = x.scalar_type();
        const auto mask = training ? dropoutMask(x, dropout_) : torch::Tensor();
        const auto reduced = nn::trainedProduct(mask.defined() ? x * mask : x, (a_ * e_).to(dtype));
        return below(x) + nn::trainedProduct(reduced, b_.to(dtype)) * (scale_ * weight);
    }
    std::vector<Parameter> parameters() const override { return {{kA, a_}, {kB, b_}, {kE, e_}}; }
    void mergeInto(nn::LinearImpl& layer) const override {
        torch::NoGradGuard noGrad;
        layer.matrix().assign(layer.matrix().dense(torch::kFloat32) + at::mm(b_, a_ * e_) * (scale_ * weight));
    }

    RankAllocator::Triplet triplet() const { return {a_, b_, e_}; }
    /// Mean distance of its two sides from orthogonal, summed: ‖A Aᵀ - I‖ + ‖Bᵀ B - I‖.
    torch::Tensor skewness() const {
        const auto one = torch::eye(a_.size(0), a_.options().requires_grad(false));
        return (at::mm(a_, a_.t()) - one).norm() + (at::mm(b_.t(), b_) - one).norm();
    }

private:
    torch::Tensor a_, b_, e_;
    double scale_, dropout_;
};

class AdaLora : public LinearAdapter {
public:
    AdaLora(Json config, const AdaLoraOptions& options) : LinearAdapter(std::move(config)), options_(options) {}

    void put(const LinearPlace& place, const torch::Tensor& a, const torch::Tensor& b, const torch::Tensor& e,
             double alpha) {
        const auto device = place.module->matrix().device();
        const auto rank = static_cast<double>(options_.initialRank);
        const double scale = (alpha > 0 ? alpha : rank) / (rank + 1e-5);  // as PEFT keeps from 0
        auto update =
            std::make_shared<AdaLoraLinear>(a.to(device), b.to(device), e.to(device), scale, options_.dropout);
        updates_.push_back(update);
        allocator_.add(place.name, update->triplet());
        add(place, std::move(update));
    }

    torch::Tensor auxiliaryLoss() override {
        torch::Tensor sum;
        for (const auto& update : updates_)
            sum = sum.defined() ? sum + update->skewness() : update->skewness();
        return sum * (options_.orthogonality / static_cast<double>(2 * updates_.size()));
    }
    void checkSteps(std::int64_t totalSteps) const override {
        options_.checkSteps(totalSteps, "adalora_warmup_steps, adalora_final_steps");
    }
    bool actsAfterStep() const override { return true; }
    void afterStep(const StepInfo& step) override {
        allocator_.step(step, {options_.initialRank, options_.targetRank, options_.warmupSteps, options_.finalSteps,
                               options_.interval, options_.beta1, options_.beta2});
        config_["total_step"] = step.totalSteps;
    }
    Tensors state() const override { return allocator_.state(); }
    void restore(const Tensors& state, const std::string& where) override { allocator_.restore(state, where); }
    void options(const AdaLoraOptions& options) { options_ = options; }

private:
    AdaLoraOptions options_;
    std::vector<std::shared_ptr<AdaLoraLinear>> updates_;
    RankAllocator allocator_;
};

Json configOf(const AdaLoraOptions& options, double alpha, Json targets) {
    Json config = configHead("ADALORA");
    config["r"] = options.initialRank;
    config["target_modules"] = std::move(targets);
    config["exclude_modules"] = nullptr;
    config["lora_alpha"] = alpha;
    config["lora_dropout"] = options.dropout;
    config["fan_in_fan_out"] = false;
    config["bias"] = "none";
    config["modules_to_save"] = nullptr;
    config["init_lora_weights"] = true;
    config["init_r"] = options.initialRank;
    config["target_r"] = options.targetRank;
    config["tinit"] = options.warmupSteps;
    config["tfinal"] = options.finalSteps;
    config["deltaT"] = options.interval;
    config["beta1"] = options.beta1;
    config["beta2"] = options.beta2;
    config["orth_reg_weight"] = options.orthogonality;
    config["total_step"] = 1;
    // Dropped directions are zeros in lora_E, so that the file loads as it is.
    config["rank_pattern"] = nullptr;
    return config;
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t seed) {
    const auto options = AdaLoraOptions::schema().read(recipe);
    Targets targets(options.target, recipe.location("adalora_target"));
    const auto places = selectTargets(model, targets, recipe);
    std::vector<std::string> names;
    for (const auto& place : places)
        names.push_back(place.name);
    const auto alpha = static_cast<double>(options.alpha.value_or(2 * options.targetRank));
    auto adapter = std::make_unique<AdaLora>(configOf(options, alpha, targetModules(names, model)), options);
    for (const auto& place : places) {
        const auto generator = startGenerator(seed, place.name);
        const auto& o = place.module->options;
        const auto normal = [&](std::int64_t rows, std::int64_t columns) {
            return torch::empty({rows, columns}).normal_(0, 0.02, generator);
        };
        const auto a = normal(options.initialRank, o.in), b = normal(o.out, options.initialRank);
        adapter->put(place, a, b, torch::zeros({options.initialRank, 1}), alpha);
    }
    return adapter;
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    for (const char* key : {"modules_to_save", "fan_in_fan_out", "use_dora", "use_rslora"})
        refuseUnless(saved, key);
    refuseUnless(saved, "bias", "none");
    AdaLoraOptions options;
    options.initialRank = jsonAt<std::int64_t>(saved.config, "init_r", where, options.initialRank);
    options.targetRank = jsonAt<std::int64_t>(saved.config, "target_r", where, options.targetRank);
    options.dropout = savedNumber(saved, "lora_dropout", 0, 0.99, 0.0);
    const auto alpha = savedNumber(saved, "lora_alpha", -kLargestAlpha, kLargestAlpha);
    const auto found = placeTensors(model, saved, {kA, kB, kE});
    ShapeCheck shapes;
    std::vector<std::string> names;
    for (const auto& [place, tensors] : found) {
        const auto rank = tensors.at(kA).dim() == 2 ? tensors.at(kA).size(0) : 0;  // directions may have been dropped
        const std::string name = kNamePrefix + place.name + ".";
        shapes.expect(name + kA, tensors.at(kA), {rank, place.module->options.in});
        shapes.expect(name + kB, tensors.at(kB), {place.module->options.out, rank});
        shapes.expect(name + kE, tensors.at(kE), {rank, 1});
        names.push_back(place.name);
    }
    shapes.throwIfWrong(saved.where);
    auto adapter = std::make_unique<AdaLora>(configOf(options, alpha, targetModules(names, model)), options);
    for (const auto& [place, tensors] : found)
        adapter->put(place, tensors.at(kA), tensors.at(kB), tensors.at(kE), alpha);
    return adapter;
}

void resume(Adapter& adapter, const settings::Recipe& recipe) {
    dynamic_cast<AdaLora&>(adapter).options(AdaLoraOptions::schema().read(recipe));
}

const Registry<Method>::Entry entry{"adalora", {create, load, resume}};

}  // namespace
}  // namespace atelier::peft
