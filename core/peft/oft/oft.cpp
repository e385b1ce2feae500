#include "common/error.h"
#include "peft/linear_adapter.h"
#include "peft/method.h"
#include "peft/oft/options.h"
#include "peft/saved_places.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <cmath>

// Orthogonal fine-tuning: y = W R x, where R is block-diagonal and each block a rotation, Cayley's transform of a
// skew-symmetric matrix (Qiu et al., 2023, arXiv 2306.07280; on inputs: 2025, arXiv 2506.19847). Names and config: PEFT
// 0.21.
namespace atelier::peft {
namespace {

constexpr const char* kWeight = "oft_R.weight";

// What holds for all places of an adapter. `size` or `count` is 0: the other decides.
struct Settings {
    std::int64_t size, count;
    bool exact;
    std::int64_t terms;  // of the series
    bool share, constrained;
    double epsilon, dropout;
};

// The divisor of `width` that is nearest to `wanted`, the smaller of two.
std::int64_t nearestDivisor(std::int64_t width, std::int64_t wanted) {
    if (wanted >= width) return width;
    std::int64_t above = wanted, below = wanted;
    while (width % above != 0)
        ++above;
    while (width % below != 0)
        --below;
    return wanted - below <= above - wanted ? below : above;
}

std::int64_t sizeFor(const nn::LinearOptions& layer, const Settings& settings) {
    if (settings.size > 0) return nearestDivisor(layer.in, settings.size);
    return layer.in / nearestDivisor(layer.in, settings.count);
}

class OftLinear : public LinearUpdate {
public:
    /// `angles`: fp32 leaf [blocks, or 1, size · (size - 1) / 2], the upper triangles row by row.
    OftLinear(torch::Tensor angles, std::int64_t size, const Settings& settings)
        : angles_(std::move(angles)), size_(size), settings_(settings) {
        const auto places = torch::triu_indices(size, size, 1, torch::kInt64);
        triangle_ = (places[0] * size + places[1]).to(angles_.device());
    }

    torch::Tensor forward(nn::LinearImpl&, const torch::Tensor& x, const nn::LinearCall& below,
                          const nn::ForwardContext&) override {
        const auto blocks = x.size(-1) / size_;
        const auto turned =
            at::matmul(x.reshape({-1, blocks, size_}).transpose(0, 1), rotation(blocks).to(x.scalar_type()))
                .transpose(0, 1)
                .reshape(x.sizes());
        if (weight == 1) return below(turned);
        const auto plain = below(x);
        return plain + (below(turned) - plain) * weight;
    }
    std::vector<Parameter> parameters() const override { return {{kWeight, angles_}}; }
    void mergeInto(nn::LinearImpl& layer) const override {
        if (weight != 1) throw Error("a weighted OFT adapter cannot be merged", {}, "give it the weight 1");
        torch::NoGradGuard noGrad;
        const auto matrix = layer.matrix().dense(torch::kFloat32);
        const auto blocks = layer.options.in / size_;
        // W' = W Rᵀ, block by block.
        const auto parts = matrix.reshape({layer.options.out, blocks, size_}).transpose(0, 1);
        layer.matrix().assign(
            at::matmul(parts, rotation(blocks).transpose(1, 2)).transpose(0, 1).reshape(matrix.sizes()));
    }

private:
    torch::Tensor skew(const torch::Tensor& angles) const {
        const auto upper = torch::zeros({angles.size(0), size_ * size_}, angles.options().requires_grad(false))
                               .index_copy(1, triangle_, angles)
                               .reshape({-1, size_, size_});
        return upper - upper.transpose(1, 2);
    }

    // COFT: no block goes further than epsilon.
    void constrain() const {
        torch::NoGradGuard noGrad;
        const auto q = skew(angles_);
        const double most = settings_.epsilon / std::sqrt(static_cast<double>(q.size(0)));
        const auto length = q.flatten(1).norm(2, {1}).unsqueeze(1);
        angles_.copy_(at::where(length <= most, angles_, angles_ * (most / length)));
    }

    torch::Tensor cayley(const torch::Tensor& q) const {
        const auto one = torch::eye(size_, q.options().requires_grad(false));
        if (settings_.exact) return at::linalg_solve(one + q, (one - q).expand_as(q), /*left=*/false);
        auto sum = one.expand_as(q);
        if (settings_.terms > 1) sum = sum + 2 * q;
        if (settings_.terms > 2) {
            auto power = at::matmul(q, q);
            sum = sum + 2 * power;
            for (std::int64_t i = 3; i < settings_.terms - 1; ++i) {
                power = at::matmul(power, q);
                sum = sum + 2 * power;
            }
            sum = sum + at::matmul(power, q);
        }
        return sum;
    }

    // [blocks, size, size], which multiplies rows from the right.
    torch::Tensor rotation(std::int64_t blocks) const {
        if (settings_.constrained) constrain();
        auto all = cayley(skew(angles_));
        if (training && settings_.dropout > 0 && !settings_.share) {
            const auto still = static_cast<std::int64_t>(settings_.dropout * static_cast<double>(blocks));
            const auto chosen =
                torch::randperm(blocks, torch::dtype(torch::kInt64)).narrow(0, 0, still).to(all.device());
            all = all.index_copy(0, chosen,
                                 torch::eye(size_, all.options().requires_grad(false)).expand({still, size_, size_}));
        }
        return all.expand({blocks, size_, size_});
    }

    torch::Tensor angles_, triangle_;  // triangle_: places of the angles in a block [size · size]
    std::int64_t size_;
    Settings settings_;
};

Json configOf(const Settings& settings, Json targets) {
    Json config = linearConfig("OFT", std::move(targets));
    config["r"] = settings.count;
    config["oft_block_size"] = settings.size;
    config["module_dropout"] = settings.dropout;
    config["fan_in_fan_out"] = false;
    config["bias"] = "none";
    config["init_weights"] = true;
    config["coft"] = settings.constrained;
    config["eps"] = settings.epsilon;
    config["block_share"] = settings.share;
    config["use_cayley_neumann"] = !settings.exact;
    config["num_cayley_neumann_terms"] = settings.terms;
    return config;
}

std::vector<std::int64_t> shapeFor(const nn::LinearOptions& layer, const Settings& settings) {
    const auto size = sizeFor(layer, settings);
    return {settings.share ? 1 : layer.in / size, size * (size - 1) / 2};
}

void add(LinearAdapter& adapter, const LinearPlace& place, const torch::Tensor& angles, const Settings& settings) {
    adapter.add(place, std::make_shared<OftLinear>(angles.to(place.module->matrix().device()),
                                                   sizeFor(place.module->options, settings), settings));
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t) {
    const auto options = OftOptions::schema().read(recipe);
    Targets targets(options.target, recipe.location("oft_target"));
    const auto places = selectTargets(model, targets, recipe);
    const Settings settings{
        options.blockSize, 0, options.exact, 5, options.blockShare, options.constrained, options.epsilon,
        options.dropout};
    std::vector<std::string> names;
    for (const auto& place : places)
        names.push_back(place.name);
    auto adapter = std::make_unique<LinearAdapter>(configOf(settings, targetModules(names, model)));
    for (const auto& place : places)
        add(*adapter, place, torch::zeros(shapeFor(place.module->options, settings)), settings);
    return adapter;
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    for (const char* key : {"modules_to_save", "fan_in_fan_out"})
        refuseUnless(saved, key);
    refuseUnless(saved, "bias", "none");
    const Settings settings{jsonAt<std::int64_t>(saved.config, "oft_block_size", where, 0),
                            jsonAt<std::int64_t>(saved.config, "r", where, 0),
                            !jsonAt<bool>(saved.config, "use_cayley_neumann", where, false),
                            static_cast<std::int64_t>(savedNumber(saved, "num_cayley_neumann_terms", 1, 100, 5.0)),
                            jsonAt<bool>(saved.config, "block_share", where, false),
                            jsonAt<bool>(saved.config, "coft", where, false),
                            savedNumber(saved, "eps", 0, 1e9, 6e-5),
                            savedNumber(saved, "module_dropout", 0, 0.99, 0.0)};
    if (settings.size < 0 || settings.count < 0 || (settings.size == 0) == (settings.count == 0))
        throw Error("one of \"r\" and \"oft_block_size\" must be above 0, and the other 0", where);
    const auto found = placeTensors(model, saved, [&](const LinearPlace& place) {
        return std::vector<ExpectedTensor>{{kWeight, shapeFor(place.module->options, settings)}};
    });
    std::vector<std::string> names;
    for (const auto& [place, _] : found)
        names.push_back(place.name);
    auto adapter = std::make_unique<LinearAdapter>(configOf(settings, targetModules(names, model)));
    for (const auto& [place, tensors] : found)
        add(*adapter, place, tensors.at(kWeight), settings);
    return adapter;
}

const Registry<Method>::Entry entry{"oft", {create, load}};

}  // namespace
}  // namespace atelier::peft
