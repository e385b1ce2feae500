#include "common/error.h"
#include "peft/boft/options.h"
#include "peft/linear_adapter.h"
#include "peft/method.h"
#include "peft/saved_places.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <algorithm>

// BOFT: y = s ∘ W R x + b, where R is a product of butterfly factors; each permutes its inputs, rotates them block by
// block and permutes them back (Liu et al., 2024, arXiv 2311.06243). Names and config: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char *kRotations = "boft_R", *kScales = "boft_s";

// Where a factor takes its inputs from: within groups of `group` inputs, pieces of half a block go to the even ones
// first, then to the odd ones. int64 [width]
torch::Tensor permutation(std::int64_t width, std::int64_t group, std::int64_t half) {
    const auto pieces = torch::arange(group / half, torch::kInt64);
    const auto order = at::cat({pieces.slice(0, 0, {}, 2), pieces.slice(0, 1, {}, 2)});
    const auto within = (order.unsqueeze(1) * half + torch::arange(half, torch::kInt64)).flatten();
    return (torch::arange(0, width, group, torch::kInt64).unsqueeze(1) + within).flatten();
}

class BoftLinear : public LinearUpdate {
public:
    /// rotations [factors, blocks, size, size], scales [out, 1]: fp32 leaves.
    BoftLinear(torch::Tensor rotations, torch::Tensor scales, double dropout)
        : rotations_(std::move(rotations)), scales_(std::move(scales)), dropout_(dropout) {
        const auto factors = rotations_.size(0), blocks = rotations_.size(1), size = rotations_.size(2);
        for (std::int64_t i = 0; i < factors && factors > 1; ++i) {
            const auto places = permutation(blocks * size, size << i, size / 2);
            gathered_.push_back(at::argsort(places).to(rotations_.device()));
            back_.push_back(places.to(rotations_.device()));
        }
    }

    torch::Tensor forward(nn::LinearImpl& layer, const torch::Tensor& x, const nn::LinearCall& below,
                          const nn::ForwardContext&) override {
        const auto s = scales_.flatten().to(x.scalar_type());
        auto y = below(rotated(x)) * s;
        if (layer.bias.defined()) y = y + layer.bias.to(x.scalar_type()) * (1 - s);  // the bias is not scaled
        if (weight == 1) return y;
        const auto plain = below(x);
        return plain + (y - plain) * weight;
    }
    std::vector<Parameter> parameters() const override { return {{kRotations, rotations_}, {kScales, scales_}}; }
    void mergeInto(nn::LinearImpl& layer) const override {
        if (weight != 1) throw Error("a weighted BOFT adapter cannot be merged", {}, "give it the weight 1");
        torch::NoGradGuard noGrad;
        // Rows of the unit matrix give R; W' = s ∘ W Rᵀ.
        const auto rotation = rotated(torch::eye(layer.options.in, scales_.options()));
        layer.matrix().assign(at::mm(layer.matrix().dense(torch::kFloat32), rotation.t()) * scales_);
    }

private:
    // x R with R = the last factor · ... · the first one.
    torch::Tensor rotated(const torch::Tensor& x) const {
        auto all = blocks();
        auto y = x.reshape({-1, x.size(-1)});
        for (auto i = all.size(0) - 1; i >= 0; --i) {
            if (!back_.empty()) y = y.index_select(1, gathered_[static_cast<std::size_t>(i)]);
            const auto parts = y.reshape({y.size(0), all.size(1), all.size(2)}).transpose(0, 1);
            y = at::matmul(parts, all[i].to(x.scalar_type())).transpose(0, 1).reshape(y.sizes());
            if (!back_.empty()) y = y.index_select(1, back_[static_cast<std::size_t>(i)]);
        }
        return y.reshape(x.sizes());
    }

    // Cayley's transform of each block.
    torch::Tensor blocks() const {
        const auto skew = (rotations_ - rotations_.transpose(2, 3)) / 2;
        const auto one = torch::eye(skew.size(3), skew.options().requires_grad(false));
        auto all = at::linalg_solve(one + skew, one - skew, /*left=*/false);
        if (!training || dropout_ == 0) return all;
        const auto factor = torch::randint(all.size(0), {1}, torch::kInt64);
        const auto still = static_cast<std::int64_t>(dropout_ * static_cast<double>(all.size(1)));
        const auto chosen = torch::randperm(all.size(1), torch::kInt64).narrow(0, 0, still);
        const auto places = (factor * all.size(1) + chosen).to(all.device());
        return all.flatten(0, 1).index_copy(0, places, one.expand({still, -1, -1})).reshape(all.sizes());
    }

    torch::Tensor rotations_, scales_;
    std::vector<torch::Tensor> gathered_, back_;  // by factor; empty for one alone, which permutes nothing
    double dropout_;
};

// Why a layer of this width cannot be rotated so; empty: it can.
std::string problem(std::int64_t width, std::int64_t size, std::int64_t factors) {
    if (width % size != 0)
        return "blocks of " + std::to_string(size) + " do not divide its width of " + std::to_string(width);
    if (factors > 1 && size % 2 != 0) return "with several factors the block size must be even";
    if (factors > 1 && (width / size) % (std::int64_t{1} << (factors - 1)) != 0)
        return std::to_string(width / size) + " blocks cannot be halved for " + std::to_string(factors) + " factors";
    return {};
}

Json configOf(std::int64_t size, std::int64_t count, std::int64_t factors, double dropout, Json targets) {
    Json config = linearConfig("BOFT", std::move(targets));
    config["boft_block_size"] = size;
    config["boft_block_num"] = count;
    config["boft_n_butterfly_factor"] = factors;
    config["boft_dropout"] = dropout;
    config["fan_in_fan_out"] = false;
    config["bias"] = "none";
    config["init_weights"] = true;
    return config;
}

void add(LinearAdapter& adapter, const LinearPlace& place, const torch::Tensor& rotations, const torch::Tensor& scales,
         double dropout) {
    const auto device = place.module->matrix().device();
    adapter.add(place, std::make_shared<BoftLinear>(rotations.to(device), scales.to(device), dropout));
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t) {
    const auto options = BoftOptions::schema().read(recipe);
    Targets targets(options.target, recipe.location("boft_target"));
    const auto places = selectTargets(model, targets, recipe);
    std::vector<std::string> names;
    for (const auto& place : places) {
        if (const auto why = problem(place.module->options.in, options.blockSize, options.factors); !why.empty())
            throw Error(place.name + " cannot be rotated: " + why,
                        recipe.location(options.factors > 1 ? "boft_n_butterfly_factor" : "boft_block_size"),
                        "choose another block size or number of factors, or other targets");
        names.push_back(place.name);
    }
    auto adapter = std::make_unique<LinearAdapter>(
        configOf(options.blockSize, 0, options.factors, options.dropout, targetModules(names, model)));
    for (const auto& place : places) {
        const auto& o = place.module->options;
        add(*adapter, place,
            torch::zeros({options.factors, o.in / options.blockSize, options.blockSize, options.blockSize}),
            torch::ones({o.out, 1}), options.dropout);
    }
    return adapter;
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    for (const char* key : {"modules_to_save", "fan_in_fan_out"})
        refuseUnless(saved, key);
    refuseUnless(saved, "bias", "none");
    const auto size = jsonAt<std::int64_t>(saved.config, "boft_block_size", where, 0);
    const auto count = jsonAt<std::int64_t>(saved.config, "boft_block_num", where, 0);
    const auto dropout = savedNumber(saved, "boft_dropout", 0, 0.99, 0.0);
    if (size < 0 || count < 0 || (size == 0) == (count == 0))
        throw Error("one of \"boft_block_size\" and \"boft_block_num\" must be above 0, and the other 0", where);
    // Without its CUDA extension PEFT trains one factor, whatever the config says: the tensors decide.
    std::int64_t factors = jsonAt<std::int64_t>(saved.config, "boft_n_butterfly_factor", where, 1);
    for (const auto& [name, tensor] : saved.tensors)
        if (name.ends_with(std::string(".") + kRotations) && tensor.dim() == 4)
            factors = std::min(factors, tensor.size(0));
    const auto found = placeTensors(model, saved, [&](const LinearPlace& place) {
        const auto width = place.module->options.in;
        const auto side = size > 0 ? size : std::max<std::int64_t>(1, width / count);
        return std::vector<ExpectedTensor>{{kRotations, {factors, width / side, side, side}},
                                           {kScales, {place.module->options.out, 1}}};
    });
    std::vector<std::string> names;
    for (const auto& [place, tensors] : found) {
        if (const auto why = problem(place.module->options.in, tensors.at(kRotations).size(2), factors); !why.empty())
            throw Error(place.name + " cannot be rotated: " + why, where, "the adapter belongs to another model");
        names.push_back(place.name);
    }
    auto adapter =
        std::make_unique<LinearAdapter>(configOf(size, count, factors, dropout, targetModules(names, model)));
    for (const auto& [place, tensors] : found)
        add(*adapter, place, tensors.at(kRotations), tensors.at(kScales), dropout);
    return adapter;
}

const Registry<Method>::Entry entry{"boft", {create, load}};

}  // namespace
}  // namespace atelier::peft
